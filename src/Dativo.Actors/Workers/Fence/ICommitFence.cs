namespace Dativo.Actors.Workers.Fence;

/// <summary>Answers jobs of this node that are about to make their output visible.</summary>
public interface ICommitFence
{
    /// <summary>Whether an attempt may make its output visible now.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    /// <param name="fencingToken">Its fencing token.</param>
    /// <param name="signature">What proves that this node's process started it.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Null when it may; otherwise why not, for people.</returns>
    Task<string?> RefusalAsync(Guid runId, int attempt, long fencingToken, string signature, CancellationToken cancellationToken);
}
