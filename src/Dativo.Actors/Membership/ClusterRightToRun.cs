using System.Data.Common;

namespace Dativo.Actors.Membership;

/// <summary>
/// The right of a node of a cluster: its lease is renewed in the database at this moment. Where the database answers nobody, what
/// the other members said of that counts, as it does for the lives of the jobs.
/// </summary>
internal sealed class ClusterRightToRun(ILeaseStore store, ClusterMembership membership, LeaseHolder lease) : IRightToRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public async Task<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        if (membership.Node is not { } node)
            return false;
        try
        {
            return await store.RenewForAsync(node, cancellationToken).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return lease.RunsUntil > Environment.TickCount64 + (long)lease.Terms.KillMargin.TotalMilliseconds;
        }
    }
}
