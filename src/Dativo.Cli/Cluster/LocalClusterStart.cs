using System.Runtime.InteropServices;
using Dativo.Actors.Configuration.Node;
using Dativo.Cli.Client;
using Dativo.Cli.Cluster.Compose;
using Dativo.Cli.Output;

namespace Dativo.Cli.Cluster;

/// <summary>Starts a cluster on this machine, with a database if none is given, and runs it until it is told to stop.</summary>
internal sealed class LocalClusterStart(LocalClusterRequest request, CliHost host, TextWriter output, TextWriter error)
{
    private static readonly TimeSpan OneInterrupt = TimeSpan.FromSeconds(1);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (request.LogFormat is not (null or "text" or "json"))
            return Refuse($"--log-format: '{request.LogFormat}' is no format (expected text or json)");
        var json = request.LogFormat is null ? Console.IsOutputRedirected : request.LogFormat == "json";

        using var kill = new CancellationTokenSource();
        using var interrupt = SecondInterrupt(kill, cancellationToken);
        try
        {
            return request.Compose is { } file ? await RunComposeAsync(file, json, kill.Token, cancellationToken) : await RunNodesAsync(json, kill.Token, cancellationToken);
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

    private async Task<int> RunNodesAsync(bool json, CancellationToken atOnce, CancellationToken cancellationToken)
    {
        if (request.Nodes is < 1 or > 100)
            return Refuse($"--nodes: {request.Nodes} is not a number of nodes (expected 1 to 100)");
        if (request.RunnerConfig is not { } runnerConfig)
            return Refuse("--runner-config FILE or DATIVO_RUNNER_CONFIG is needed: the runner.yaml with the schedules");
        if (!File.Exists(runnerConfig))
            return Refuse($"no such file: {runnerConfig}");
        if (LocalPlan.Create(request, json ? "json" : "text", message => Refuse(message)) is not { } plan)
            return ExitCodes.Usage;
        var lines = Lines(json, plan);
        await using var postgres = request.Database is null ? await StartPostgresAsync(new PrivatePostgresOptions { Directory = Path.Combine(request.DataDirectory, "postgres") }, lines, cancellationToken) : null;
        return await RunAsync(LocalPlan.With(plan, request.Database ?? postgres!.ConnectionString), lines, atOnce, cancellationToken);
    }

    private async Task<int> RunComposeAsync(string file, bool json, CancellationToken atOnce, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            return Refuse("--compose gives each container an address of 127.0.0.0/8, all of which only Linux has. Start equal nodes with --nodes instead.");
        var errors = new ComposeErrors(file);
        var services = ComposeScale.Apply(ComposeReader.Read(file, NodeSources.OwnEnvironment(), errors), request.Scales, errors);
        var topology = errors.Any ? null : ComposePlanner.Plan(file, services, request.Database, request.DataDirectory, json ? "json" : "text", errors);
        if (topology is null)
        {
            foreach (var problem in errors.All)
                Refuse(problem);
            return ExitCodes.Usage;
        }

        var plan = request.Restarts ? topology.Plan : new ClusterPlan([.. topology.Plan.Nodes.Select(node => node with { Restart = RestartPolicy.Never })]);
        var lines = Lines(json, plan);
        await using var postgres = topology.Postgres is { } options ? await StartPostgresAsync(options, lines, cancellationToken) : null;
        return await RunAsync(plan, lines, atOnce, cancellationToken);
    }

    private async Task<int> RunAsync(ClusterPlan plan, ClusterOutput lines, CancellationToken atOnce, CancellationToken cancellationToken)
    {
        using var cluster = new LocalCluster(plan, lines, host.Clock);
        return await cluster.RunAsync(cancellationToken, atOnce);
    }

    private async Task<PrivatePostgres> StartPostgresAsync(PrivatePostgresOptions options, ClusterOutput lines, CancellationToken cancellationToken)
    {
        var server = await PrivatePostgres.StartAsync(options, cancellationToken);
        lines.Say("cluster_database_started", $"a PostgreSQL of its own listens on {options.Address}:{server.Port}, its data is in {options.Directory}");
        return server;
    }

    private ClusterOutput Lines(bool json, ClusterPlan plan) => new(output, json, host.Colours, host.Clock, plan.Nodes.Select(node => node.Name));

    // The first Ctrl-C, and SIGTERM, end the command's token. Some programs that start others send every Ctrl-C twice: those count once.
    private PosixSignalRegistration SecondInterrupt(CancellationTokenSource kill, CancellationToken first)
    {
        var began = 0L;
        first.Register(() => began = host.Clock.GetTimestamp());
        return PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            if (first.IsCancellationRequested && host.Clock.GetElapsedTime(began) > OneInterrupt)
                kill.Cancel();
        });
    }

    private int Refuse(string message)
    {
        error.WriteLine($"dativo cluster local: {PlainText.OneLine(message)}");
        return ExitCodes.Usage;
    }
}
