using System.Collections.Immutable;
using Dativo.Actors.Configuration;
using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Scheduling;
using Dativo.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Serilog;

namespace Dativo.Cli.Start;

/// <summary>Starts a node in this process and runs it until it is told to stop.</summary>
internal sealed class NodeStart(StartRequest request, TimeProvider time, TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!TryReadOptions(out var options, out var json, out var level))
            return ExitCodes.Usage;

        var loader = new RunnerConfigurationLoader(options);
        var loaded = loader.Load(request.RunnerConfig, cancellationToken);
        foreach (var diagnostic in loaded.Diagnostics)
            await error.WriteLineAsync(diagnostic.ToString());
        if (loaded.Definition is not { } definition)
            return ExitCodes.Usage;
        if (definition.Type == OrchestratorType.Airflow)
            return Refuse($"{request.RunnerConfig} says type: airflow, so its schedules are for Airflow. To run them here, say type: akka.");

        try
        {
            using var directory = DataDirectory.Take(request.DataDirectory, time);
            var node = new NodeOptions { DataDirectory = directory.FullPath, Slots = definition.Executor.MaxConcurrentJobs, PathMaps = options.PathMaps };
            await using var log = NodeLogging.Create(json, level);
            await using var application = Build(node, new DefinitionFile(definition.File, loader, loaded), log);
            if (!json)
                StartSummary.Write(definition, node, request.Http, time.GetUtcNow(), output);
            await application.RunAsync(cancellationToken);
            return Environment.ExitCode;
        }
        catch (Exception exception) when (exception is DataDirectoryException or HistoryException)
        {
            return Refuse(exception.Message);
        }
        catch (OptionsValidationException exception)
        {
            return Refuse(string.Join(' ', exception.Failures));
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Refuse($"{request.Http} is in use by another program. Stop it, or choose another address with --http HOST:PORT.");
        }
    }

    private WebApplication Build(NodeOptions node, DefinitionFile definition, Serilog.ILogger log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSerilog(log);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<NodeLog>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = node.DrainTimeout + TimeSpan.FromSeconds(60));
        builder.Services.AddDativoNode(node, definition);
        builder.AddDativoWeb(new WebOptions { Bind = request.Http, Token = request.Token });
        var application = builder.Build();
        application.UseRouting();
        application.MapDativoApi();
        application.MapDativoManagement();
        application.MapDativoHealth();

        // Only now is it known which port a binding to port 0 became.
        var nodeLog = application.Services.GetRequiredService<NodeLog>();
        application.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var address in application.Urls)
                nodeLog.Listens(address);
        });
        return application;
    }

    private bool TryReadOptions(out ConfigurationOptions options, out bool json, out Serilog.Events.LogEventLevel level)
    {
        options = new ConfigurationOptions { Clock = time };
        json = request.LogFormat is null ? Console.IsOutputRedirected : request.LogFormat == "json";
        if (!NodeLogging.TryParseLevel(request.LogLevel, out level))
            return Fail($"--log-level: '{request.LogLevel}' is no level (expected debug, information, warning or error)");
        if (request.LogFormat is not (null or "text" or "json"))
            return Fail($"--log-format: '{request.LogFormat}' is no format (expected text or json)");
        var maps = ImmutableArray.CreateBuilder<PathMap>();
        foreach (var text in request.PathMaps)
        {
            if (!PathMap.TryParse(text, out var map, out var reason))
                return Fail($"--path-map: {reason}");
            maps.Add(map!);
        }

        options = options with { PathMaps = maps.ToImmutable() };
        return true;
    }

    private bool Fail(string message)
    {
        Refuse(message);
        return false;
    }

    private int Refuse(string message)
    {
        error.WriteLine($"dativo start: {message}");
        return ExitCodes.Usage;
    }
}
