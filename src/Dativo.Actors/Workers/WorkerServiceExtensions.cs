using Dativo.Actors.Hosting;
using Dativo.Actors.Membership;
using Dativo.Actors.Workers.Fence;
using Dativo.Actors.Workers.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Workers;

/// <summary>Adds what a worker runs attempts with.</summary>
internal static class WorkerServiceExtensions
{
    /// <summary>Runs attempts as processes, unless an executor is there already.</summary>
    public static IServiceCollection AddDativoProcesses(this IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton(new RunLogFiles(options.DataDirectory));
        services.AddSingleton<SlotBoard>();
        if (services.Any(service => service.ServiceType == typeof(IAttemptExecutor)))
            return services;
        services.AddSingleton(provider => ProcessHost.Create(
            new ProcessHostOptions { DataDirectory = options.DataDirectory },
            provider.GetRequiredService<ILoggerFactory>().CreateLogger<IProcessHost>()));
        services.AddSingleton<AttemptsUnderWay>();
        services.AddSingleton<FenceKey>();
        services.TryAddSingleton<IRightToRun, SingleNodeRightToRun>();
        services.AddSingleton<ICommitFence, CommitFence>();
        services.AddSingleton<ProcessAttemptExecutor>();
        services.AddSingleton<IAttemptExecutor>(provider => provider.GetRequiredService<ProcessAttemptExecutor>());
        services.TryAddSingleton<IRunLogSource, FileRunLogs>();
        services.AddHostedService<ExecutorWatch>();
        services.AddHostedService<ExecutorFileWatch>();
        return services;
    }
}
