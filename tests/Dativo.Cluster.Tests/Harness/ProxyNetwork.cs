using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dativo.Testing;

namespace Dativo.EndToEnd.Cluster;

/// <summary>
/// Addresses of loopback with proxies: one in front of each node, which the others know by the proxy's address, and one for each
/// node in front of PostgreSQL. Who opened a connection is read from its first bytes: nodes begin with their own address.
/// </summary>
public sealed class ProxyNetwork : INodeNetwork
{
    private readonly LinkBoard _board = new();
    private readonly List<TcpProxy> _proxies = [];
    private readonly int _databasePort = FreePort.On();
    private readonly int _nodePort = FreePort.On(AnnouncedOf(1));
    private readonly Lock _gate = new();
    private int _nodes;

    public string Kind => "proxies on loopback";

    public PostgresSetup Database => new() { Port = _databasePort };

    public Task<NodePlace> AddAsync(int node)
    {
        var (announced, own) = (AnnouncedOf(node), OwnOf(node));
        var databasePort = FreePort.On(announced);
        lock (_gate)
        {
            _nodes = Math.Max(_nodes, node);
            _proxies.Add(new TcpProxy(
                new IPEndPoint(IPAddress.Parse(announced), _nodePort),
                new IPEndPoint(IPAddress.Parse(own), _nodePort),
                first =>
                {
                    var origin = OriginOf(first.Span);
                    return cancellationToken => _board.BetweenAsync(origin, node, cancellationToken);
                }));
            _proxies.Add(new TcpProxy(
                new IPEndPoint(IPAddress.Parse(announced), databasePort),
                new IPEndPoint(IPAddress.Loopback, _databasePort),
                _ => cancellationToken => _board.ToDatabaseAsync(node, cancellationToken)));
        }

        return Task.FromResult(new NodePlace(announced, own, _nodePort, announced, databasePort, []));
    }

    public Task SetAsync(int node, Links links, bool connected)
    {
        _board.Set(node, links, connected);
        return Task.CompletedTask;
    }

    public Task SetDatabaseAsync(bool connected)
    {
        _board.SetDatabase(connected);
        return Task.CompletedTask;
    }

    public async ValueTask<Stream> ConnectAsync(int node, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies)
            await proxy.DisposeAsync();
    }

    private static string AnnouncedOf(int node) => string.Create(CultureInfo.InvariantCulture, $"127.0.11.{node}");

    private static string OwnOf(int node) => string.Create(CultureInfo.InvariantCulture, $"127.0.12.{node}");

    private int? OriginOf(ReadOnlySpan<byte> first)
    {
        for (var node = _nodes; node > 0; node--)
        {
            if (first.IndexOf(Encoding.ASCII.GetBytes(AnnouncedOf(node))) >= 0)
                return node;
        }

        return null;
    }
}
