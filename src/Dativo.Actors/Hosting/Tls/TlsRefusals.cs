using Dativo.Actors.Configuration.Node;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Hosting.Tls;

/// <summary>
/// Tells who was refused and why, in one line each. A node that is refused tries again every few seconds: the same is
/// told once in a minute.
/// </summary>
internal sealed partial class TlsRefusals(ILogger<TlsRefusals> logger, TimeProvider time)
{
    private const int MostPeers = 1000;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Host, string Reason), long> _told = [];

    /// <summary>This node refused another.</summary>
    public void Refused(string peer, string reason)
    {
        if (IsNews(peer, reason))
            RefusedPeer(logger, peer, reason);
    }

    /// <summary>A connection to another node, or from one, came to nothing before certificates were looked at, or after the other had looked.</summary>
    public void Failed(string peer, string reason)
    {
        if (IsNews(peer, reason))
            NoConnection(logger, peer, reason);
    }

    private bool IsNews(string peer, string reason)
    {
        // A caller has another port each time.
        var key = (WithoutPort(peer), reason);
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (_told.TryGetValue(key, out var last) && time.GetElapsedTime(last, now) < Quiet)
                return false;
            if (_told.Count >= MostPeers)
                _told.Clear();
            _told[key] = now;
            return true;
        }
    }

    private static string WithoutPort(string peer) => HostAndPort.TrySplit(peer, out var host, out _) ? host : peer;

    [LoggerMessage(401, LogLevel.Warning, "The node at {Peer} was refused: {Reason}", EventName = "tls_peer_refused")]
    private static partial void RefusedPeer(ILogger logger, string peer, string reason);

    [LoggerMessage(402, LogLevel.Warning, "There is no connection with {Peer}: {Reason}", EventName = "tls_no_connection")]
    private static partial void NoConnection(ILogger logger, string peer, string reason);
}
