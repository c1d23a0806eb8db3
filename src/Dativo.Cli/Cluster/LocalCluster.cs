using Dativo.Actors.Workers.Processes;

namespace Dativo.Cli.Cluster;

/// <summary>Runs the nodes of a plan as processes of this machine until it is told to stop; leaves none behind.</summary>
internal sealed class LocalCluster : IDisposable
{
    private readonly ClusterPlan _plan;
    private readonly ClusterOutput _output;
    private readonly TimeProvider _time;
    private readonly NodeReadiness _readiness;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, TaskCompletionSource<bool>> _ready;
    private volatile bool _misconfigured;

    public LocalCluster(ClusterPlan plan, ClusterOutput output, TimeProvider time)
    {
        _plan = plan;
        _output = output;
        _time = time;
        _readiness = new NodeReadiness(time);
        _ready = plan.Nodes.ToDictionary(node => node.Name, _ => new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>Starts the nodes and keeps them up.</summary>
    /// <param name="stop">Stops them: they come to their ends as nodes do.</param>
    /// <param name="atOnce">Kills what still runs.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop, CancellationToken atOnce)
    {
        await using var asked = stop.Register(() => _stop.Cancel());
        var nodes = _plan.Nodes.Select(node => SuperviseAsync(node, atOnce)).ToArray();
        var announcement = AnnounceAsync();
        await using var stopping = _stop.Token.Register(() => _output.Say("cluster_stopping", "the nodes are asked to stop; Ctrl-C kills them"));
        await Task.WhenAll(nodes);
        await announcement;
        if (_misconfigured)
            return ExitCodes.Usage;
        if (stop.IsCancellationRequested)
            return ExitCodes.Ok;
        _output.Say("cluster_ended", "no node is left", level: "ERROR");
        return ExitCodes.Failed;
    }

    public void Dispose()
    {
        _readiness.Dispose();
        _stop.Dispose();
    }

    private async Task SuperviseAsync(PlannedNode node, CancellationToken atOnce)
    {
        try
        {
            if (await AllReadyAsync(node))
                await KeepUpAsync(node, atOnce);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        finally
        {
            _ready[node.Name].TrySetResult(false);
        }
    }

    private async Task<bool> AllReadyAsync(PlannedNode node)
    {
        foreach (var other in node.After)
        {
            if (await _ready[other].Task.WaitAsync(_stop.Token))
                continue;
            _output.Say("cluster_node_ended", $"is not started, since {other} never became ready", node.Name, "ERROR");
            return false;
        }

        return true;
    }

    private async Task KeepUpAsync(PlannedNode node, CancellationToken atOnce)
    {
        var shortLives = 0;
        while (!_stop.IsCancellationRequested)
        {
            var began = _time.GetTimestamp();
            var (exitCode, inTime) = await LiveAsync(node, atOnce);
            if (_stop.IsCancellationRequested)
            {
                _output.Say("cluster_node_stopped", inTime ? $"has stopped (exit code {exitCode})" : "did not stop in time and was killed", node.Name, inTime ? "INFO" : "WARNING");
                return;
            }

            shortLives = _time.GetElapsedTime(began) > NodeEnd.LongLife ? 1 : shortLives + 1;
            var end = NodeEnd.Of(exitCode, node.Restart, shortLives);
            _output.Say("cluster_node_ended", end.Message, node.Name, "WARNING");
            if (end.EndsCluster)
            {
                _misconfigured = true;
                await _stop.CancelAsync();
            }

            if (!end.Starts)
                return;
            await Task.Delay(end.Delay, _time, _stop.Token);
        }
    }

    private async Task<(int ExitCode, bool InTime)> LiveAsync(PlannedNode node, CancellationToken atOnce)
    {
        using var process = NodeProcess.Start(node, _output);
        _output.Say("cluster_node_started", $"runs as process {process.Id}, http://{node.Http}", node.Name);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var readiness = SayWhenReadyAsync(node, life.Token);
        try
        {
            return (await process.Exited.WaitAsync(_stop.Token), true);
        }
        catch (OperationCanceledException)
        {
            var inTime = await process.StopAsync(_time, atOnce);
            return (await process.Exited, inTime);
        }
        finally
        {
            await life.CancelAsync();
            await readiness;
        }
    }

    private async Task SayWhenReadyAsync(PlannedNode node, CancellationToken cancellationToken)
    {
        try
        {
            await _readiness.WaitAsync(node, cancellationToken);
            _output.Say("cluster_node_ready", "is ready", node.Name);
            _ready[node.Name].TrySetResult(true);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AnnounceAsync()
    {
        var ready = await Task.WhenAll(_ready.Values.Select(node => node.Task));
        if (!Array.TrueForAll(ready, static isReady => isReady) || _stop.IsCancellationRequested)
            return;
        var apis = string.Join(", ", _plan.Nodes.Where(node => node.HasApi).Select(node => $"http://{node.Http}"));
        _output.Say("cluster_up", $"{(_plan.Nodes.Length == 1 ? "the node is" : $"all {_plan.Nodes.Length} nodes are")} ready; API: {apis}; another terminal: {OwnProgram.Name} runs list{Server()}; Ctrl-C stops it all");
    }

    // The client commands find the usual address without being told.
    private string Server() =>
        _plan.Nodes.FirstOrDefault(node => node.HasApi) is { } node && $"http://{node.Http}" != Client.ClientOptions.DefaultServer ? $" --server http://{node.Http}" : "";
}
