namespace Dativo.Actors.Membership;

/// <summary>Whether this node may still speak for the jobs it runs.</summary>
public interface IRightToRun
{
    /// <summary>
    /// Whether this node's lease is alive at this moment, so that no other node can have started its jobs again: found out
    /// anew, not remembered. False also when that cannot be proved, as when the database does not answer in time; never throws
    /// for that. Answers within a few seconds.
    /// </summary>
    Task<bool> ConfirmAsync(CancellationToken cancellationToken);
}

/// <summary>The right of a node that is a cluster of its own: nobody could take it.</summary>
internal sealed class SingleNodeRightToRun : IRightToRun
{
    /// <inheritdoc />
    public Task<bool> ConfirmAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}
