using Akka.Actor;
using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Hosting.Tls;
using Dativo.Actors.Telemetry;
using Dativo.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Serilog;

namespace Dativo.Cli.Start;

/// <summary>Starts a node in this process and runs it until it is told to stop.</summary>
internal sealed class NodeStart(StartRequest request, TimeProvider time, TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (new NodePlanner(time, error).Make(request, cancellationToken) is not { } plan)
            return ExitCodes.Usage;
        try
        {
            using var directory = DataDirectory.Take(plan.Node.DataDirectory, time);
            var json = !NodeLogging.IsText(plan.LogFormat);
            await using var log = NodeLogging.Create(json, NodeLogging.LevelOf(plan.LogLevel), plan.Node.Database is not null);
            await using var application = Build(plan, log);
            if (!json)
                StartSummary.Write(plan, time.GetUtcNow(), output);

            // Asked for while there are services: they end with the run.
            ActorSystem? system = null;
            application.Lifetime.ApplicationStarted.Register(() => system = application.Services.GetRequiredService<ActorSystem>());
            await application.RunAsync(cancellationToken);
            return NodeExitCodes.Of(system);
        }
        catch (Exception exception) when (exception is HistoryException or NpgsqlException && DatabaseOutage.Explains(exception))
        {
            // Nothing is wrong with what the node was told: whoever starts it again may do so.
            Refuse($"{exception.Message.TrimEnd('.')}. Is it running? Start the node again when it is.");
            return NodeExitCodes.Failed;
        }
        catch (Exception exception) when (exception is DataDirectoryException or HistoryException or NodeTlsException)
        {
            return Refuse(exception.Message);
        }
        catch (NpgsqlException exception)
        {
            return Refuse($"The database cannot be used: {exception.Message}");
        }
        catch (OptionsValidationException exception)
        {
            return Refuse(string.Join(' ', exception.Failures));
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Refuse($"{plan.Web.Bind} is in use by another program. Stop it, or choose another address with --http HOST:PORT.");
        }
    }

    private WebApplication Build(NodePlan plan, Serilog.ILogger log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSerilog(log);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<NodeLog>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = plan.ShutdownTimeout);
        builder.Services.AddDativoNode(plan.Node, plan.File);
        builder.AddDativoWeb(plan.Web);
        var application = builder.Build();
        application.UseRouting();

        // Every node can be asked how it is, and who is in the cluster; the API is there where its role is.
        application.MapDativoHealth();
        application.MapDativoManagement();
        if (plan.Node.Has(NodeRoles.Worker))
            application.MapDativoFence();
        if (plan.Node.Has(NodeRoles.Web))
            application.MapDativoApi();

        // Only now is it known which port a binding to port 0 became.
        var nodeLog = application.Services.GetRequiredService<NodeLog>();
        application.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var address in application.Urls)
                nodeLog.Listens(address);
        });
        return application;
    }

    private int Refuse(string message)
    {
        error.WriteLine($"dativo start: {message}");
        return ExitCodes.Usage;
    }
}
