using System.Runtime.InteropServices;
using Dativo.Cli.Client;
using Dativo.Cli.Output;

namespace Dativo.Cli.Cluster;

/// <summary>Starts a cluster on this machine, with a database if none is given, and runs it until it is told to stop.</summary>
internal sealed class LocalClusterStart(LocalClusterRequest request, CliHost host, TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (request.LogFormat is not (null or "text" or "json"))
            return Refuse($"--log-format: '{request.LogFormat}' is no format (expected text or json)");
        if (request.Nodes is < 1 or > 100)
            return Refuse($"--nodes: {request.Nodes} is not a number of nodes (expected 1 to 100)");
        if (request.RunnerConfig is not { } runnerConfig)
            return Refuse("--runner-config FILE or DATIVO_RUNNER_CONFIG is needed: the runner.yaml with the schedules");
        if (!File.Exists(runnerConfig))
            return Refuse($"no such file: {runnerConfig}");
        var json = request.LogFormat is null ? Console.IsOutputRedirected : request.LogFormat == "json";

        using var kill = new CancellationTokenSource();
        using var interrupt = SecondInterrupt(kill, cancellationToken);
        try
        {
            await using var postgres = request.Database is null ? await StartPostgresAsync(json, cancellationToken) : null;
            if (LocalPlan.Create(request, json ? "json" : "text", request.Database ?? postgres!.ConnectionString, message => Refuse(message)) is not { } plan)
                return ExitCodes.Usage;
            using var cluster = new LocalCluster(plan, Lines(json, plan), host.Clock);
            return await cluster.RunAsync(cancellationToken, kill.Token);
        }
        catch (PrivatePostgresException exception)
        {
            return Refuse(exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
    }

    private async Task<PrivatePostgres> StartPostgresAsync(bool json, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(request.DataDirectory, "postgres");
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Directory = directory }, cancellationToken);
        new ClusterOutput(output, json, host.Colours, host.Clock, []).Say("cluster_database_started", $"a PostgreSQL of its own listens on 127.0.0.1:{server.Port}, its data is in {directory}");
        return server;
    }

    private ClusterOutput Lines(bool json, ClusterPlan plan) => new(output, json, host.Colours, host.Clock, plan.Nodes.Select(node => node.Name));

    // The first Ctrl-C, and SIGTERM, end the command's token.
    private static PosixSignalRegistration SecondInterrupt(CancellationTokenSource kill, CancellationToken first) =>
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            if (first.IsCancellationRequested)
                kill.Cancel();
        });

    private int Refuse(string message)
    {
        error.WriteLine($"dativo cluster local: {PlainText.OneLine(message)}");
        return ExitCodes.Usage;
    }
}
