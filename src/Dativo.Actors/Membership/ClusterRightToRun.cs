using System.Data.Common;

namespace Dativo.Actors.Membership;

/// <summary>
/// The right of a node of a cluster: its lease is renewed in the database at this moment. Where the database does not answer it
/// is not proved, though the jobs may run on for a while.
/// </summary>
internal sealed class ClusterRightToRun(ILeaseStore store, ClusterMembership membership) : IRightToRun
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
            return false;
        }
    }
}
