using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.History;

/// <summary>Adds the history to a host.</summary>
public static class HistoryServiceExtensions
{
    /// <summary>
    /// Adds <see cref="IHistoryQueries"/> and the database behind it, whose tables are created or brought up to date before any
    /// other service of the host starts.
    /// </summary>
    /// <exception cref="HistoryException">The options are wrong; the message names all that is.</exception>
    public static IServiceCollection AddDativoHistory(this IServiceCollection services, HistoryOptions options)
    {
        var errors = options.Validate();
        if (errors.Count > 0)
            throw new HistoryException($"The options of the history are wrong: {string.Join("; ", errors)}.");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => HistoryDatabase.Create(options, provider.GetRequiredService<ILogger<HistoryDatabase>>()));
        services.AddSingleton<IHistoryQueries>(provider => new HistoryQueries(provider.GetRequiredService<HistoryDatabase>()));
        services.AddSingleton<IHostedService, HistoryMigration>();
        return services;
    }
}
