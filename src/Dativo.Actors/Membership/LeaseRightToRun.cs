using System.Data.Common;
using System.Net.Sockets;

namespace Dativo.Actors.Membership;

/// <summary>
/// The right of a node of a cluster: a renewal of its lease that succeeds now proves it. While the database does not answer,
/// the deadline stands that was proved before, and after which the node's jobs are killed.
/// </summary>
internal sealed class LeaseRightToRun(ILeaseStore store, LeaseHolder lease, Func<string?> node) : IRightToRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public async Task<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        if (node() is not { } self || lease.Lost.IsCompleted)
            return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await store.RenewForAsync(self, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or SocketException or IOException or InvalidOperationException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return !lease.Lost.IsCompleted && Environment.TickCount64 < lease.JobsEndAt;
        }
    }
}
