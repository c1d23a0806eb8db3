using System.Collections.Immutable;
using System.Diagnostics;
using Dativo.Cli.Client;

namespace Dativo.Cli.Cluster;

/// <summary>Waits until a node is ready: by asking it, or with the health check that its plan brings.</summary>
internal sealed class NodeReadiness(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseOfCommand = TimeSpan.FromSeconds(1);
    private readonly HealthClient _client = new();

    /// <summary>Comes back when the node is ready.</summary>
    public async Task WaitAsync(PlannedNode node, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://{node.Http}/");
        while (!(node.Health is { Length: > 0 } command
            ? await SucceedsAsync(node, command, cancellationToken)
            : await _client.ProblemAsync(address, cancellationToken) is null))
        {
            await Task.Delay(node.Health.IsEmpty ? Pause : PauseOfCommand, time, cancellationToken);
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<bool> SucceedsAsync(PlannedNode node, ImmutableArray<string> command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(NodeProcess.StartInfo(node, command))!;
        try
        {
            process.StandardInput.Close();
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == ExitCodes.Ok;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
