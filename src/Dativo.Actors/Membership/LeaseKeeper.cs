using System.Data.Common;
using System.Net.Sockets;

namespace Dativo.Actors.Membership;

/// <summary>
/// The thread that renews this node's lease. Its own, and with a connection of its own: a node that is merely busy is not to
/// be taken for a dead one.
/// </summary>
internal sealed class LeaseKeeper : IDisposable
{
    private readonly ILeaseStore _store;
    private readonly LeaseHolder _holder;
    private readonly string _node;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public LeaseKeeper(ILeaseStore store, LeaseHolder holder, string node)
    {
        _store = store;
        _holder = holder;
        _node = node;
        _thread = new Thread(Run) { IsBackground = true, Name = "dativo lease", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>Renews no more; waits for a renewal under way.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        var interval = (long)_holder.Terms.RenewInterval.TotalMilliseconds;
        using var renewal = _store.OpenRenewal(_node);
        while (!_holder.Lost.IsCompleted)
        {
            var askedAt = Environment.TickCount64;
            try
            {
                _holder.Answered(askedAt, renewal.Renew(_holder.IsMember), _node);
            }
            catch (Exception exception) when (exception is DbException or TimeoutException or SocketException or IOException or InvalidOperationException)
            {
                _holder.Failed(askedAt, exception.Message);
            }

            if (_stop.Wait((int)Math.Max(0, askedAt + interval - Environment.TickCount64)))
                return;
        }
    }
}
