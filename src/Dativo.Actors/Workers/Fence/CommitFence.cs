using Dativo.Actors.Membership;

namespace Dativo.Actors.Workers.Fence;

/// <summary>Lets an attempt commit that runs here, is not being stopped, and whose node has its lease.</summary>
internal sealed class CommitFence(FenceKey key, AttemptsUnderWay attempts, IRightToRun right) : ICommitFence
{
    /// <inheritdoc />
    public async Task<string?> RefusalAsync(Guid runId, int attempt, long fencingToken, string signature, CancellationToken cancellationToken)
    {
        if (!key.IsValid(runId, attempt, fencingToken, signature))
            return "this process of the node did not start that attempt";
        if (attempts.Refusal(runId, attempt, fencingToken) is { } before)
            return before;
        if (!await right.ConfirmAsync(cancellationToken).ConfigureAwait(false))
            return "this node cannot prove that its lease is alive, so the run may have been started again elsewhere";

        // What was asked of the database may have taken a while.
        return attempts.Refusal(runId, attempt, fencingToken);
    }
}
