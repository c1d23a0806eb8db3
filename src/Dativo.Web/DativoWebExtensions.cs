using Dativo.Actors.Workers.Fence;
using Dativo.Web.Api;
using Dativo.Web.Errors;
using Dativo.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Dativo.Web;

/// <summary>The only way to put the HTTP API into a node.</summary>
public static class DativoWebExtensions
{
    /// <summary>
    /// Adds the HTTP API to a web application: its services and guards, and Kestrel listening on <see cref="WebOptions.Bind"/> only.
    /// <see cref="MapDativoApi"/> maps the routes.
    /// </summary>
    public static WebApplicationBuilder AddDativoWeb(this WebApplicationBuilder builder, WebOptions options)
    {
        builder.Services.AddDativoWeb(options);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(ConfigureKestrel);
        return builder;
    }

    /// <summary>
    /// Adds the services of the HTTP API, and puts its guards in front of everything that the application serves. The application
    /// provides <c>IOrchestrator</c>, <c>IHistoryQueries</c>, <c>IRunLogs</c> and <c>IClusterManagement</c>. Wrong options fail the start with an
    /// <see cref="OptionsValidationException"/>.
    /// </summary>
    public static IServiceCollection AddDativoWeb(this IServiceCollection services, WebOptions options)
    {
        services.AddOptions<WebOptions>().Configure(target => (target.Bind, target.Token, target.Management) = (options.Bind, options.Token, options.Management)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebOptions>, WebOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, GuardsFirst>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FenceAddress>();
        services.AddHostedService<FenceAddressWatch>();
        services.AddRoutingCore();
        return services;
    }

    /// <summary>
    /// Maps <c>/api/v1</c>; every other path under <c>/api</c> is answered with a problem. The returned builder takes conventions for all of
    /// its routes.
    /// </summary>
    public static IEndpointConventionBuilder MapDativoApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api").AddEndpointFilter(new ProblemFilter());
        var v1 = api.MapGroup("/v1");
        RunEndpoints.Map(v1);
        ScheduleEndpoints.Map(v1);
        TenantEndpoints.Map(v1);
        ClusterEndpoints.Map(v1);
        return api;
    }

    /// <summary>
    /// Maps <c>/cluster</c>, the routes of the JVM's Akka Management, for every node whatever its roles. Needs
    /// <c>IClusterManagement</c>. The returned builder takes conventions for all of its routes.
    /// </summary>
    public static IEndpointConventionBuilder MapDativoManagement(this IEndpointRouteBuilder endpoints)
    {
        var cluster = endpoints.MapGroup("/cluster").AddEndpointFilter(new ProblemFilter());
        ManagementEndpoints.Map(cluster);
        return cluster;
    }

    /// <summary>
    /// Maps <c>/health/live</c>, which answers as long as the process does, and <c>/health/ready</c>, which says what is wrong
    /// with the node. Needs <c>INodeHealth</c>.
    /// </summary>
    public static IEndpointRouteBuilder MapDativoHealth(this IEndpointRouteBuilder endpoints)
    {
        HealthEndpoints.Map(endpoints);
        return endpoints;
    }

    /// <summary>
    /// Maps <c>/fence</c>, where the jobs of a worker ask whether they may still commit. Needs <see cref="ICommitFence"/>.
    /// </summary>
    public static IEndpointRouteBuilder MapDativoFence(this IEndpointRouteBuilder endpoints)
    {
        FenceEndpoints.Map(endpoints);
        return endpoints;
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var options = kestrel.ApplicationServices.GetRequiredService<IOptions<WebOptions>>().Value;
        if (!WebBinding.TryParse(options.Bind, out var binding, out var error))
            throw new OptionsValidationException(nameof(WebOptions), typeof(WebOptions), [error]);

        if (binding.Address is not null)
            kestrel.Listen(binding.Address, binding.Port);
        else if (binding.Port == 0)
            kestrel.Listen(System.Net.IPAddress.Loopback, 0); // Both families cannot share a port that is not chosen yet.
        else
            kestrel.ListenLocalhost(binding.Port);
    }

    /// <summary>Puts the guards in front of the pipeline, so that no route can be mapped around them.</summary>
    private sealed class GuardsFirst : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseMiddleware<ErrorMiddleware>();
            app.UseMiddleware<RequestGuard>();
            next(app);
        };
    }
}
