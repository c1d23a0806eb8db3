using System.Net;
using System.Net.Sockets;

namespace Dativo.EndToEnd.Cluster;

/// <summary>Passes connections on. Each piece of bytes waits until it may pass, so a cut link is silent, as a cut cable is.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly Func<ReadOnlyMemory<byte>, Func<CancellationToken, Task>> _passFor;
    private readonly Task _accepting;

    /// <param name="listenOn">The address that others reach the target at.</param>
    /// <param name="target">The target's own address.</param>
    /// <param name="passFor">By the first bytes of a connection: what each piece of it waits for.</param>
    public TcpProxy(IPEndPoint listenOn, IPEndPoint target, Func<ReadOnlyMemory<byte>, Func<CancellationToken, Task>> passFor)
    {
        _target = target;
        _passFor = passFor;
        _listener = new TcpListener(listenOn);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_over.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            client.NoDelay = true;
            try
            {
                var buffer = new byte[64 * 1024];
                var first = await client.GetStream().ReadAsync(buffer, end.Token);
                if (first == 0)
                    return;
                var pass = _passFor(buffer.AsMemory(0, first));
                await pass(end.Token);
                await server.ConnectAsync(_target, end.Token);
                await server.GetStream().WriteAsync(buffer.AsMemory(0, first), end.Token);
                var there = PumpAsync(client, server, buffer, pass, end.Token);
                var back = PumpAsync(server, client, new byte[64 * 1024], pass, end.Token);
                await await Task.WhenAny(there, back);
                await Task.WhenAll(there, back);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or InvalidOperationException)
            {
                // One of the two closed its end: the last of these is what a socket says that is no longer connected.
                await end.CancelAsync();
            }
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, byte[] buffer, Func<CancellationToken, Task> pass, CancellationToken cancellationToken)
    {
        while (await from.GetStream().ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            await pass(cancellationToken);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        await pass(cancellationToken);
        to.Client.Shutdown(SocketShutdown.Send);
    }
}
