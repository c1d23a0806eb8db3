using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Dativo.Testing;

namespace Dativo.EndToEnd.Cluster;

/// <summary>
/// Network namespaces of Linux: one with two bridges and PostgreSQL, and one for each node with a link to each bridge, so that a
/// node can be cut off from the other nodes, from the database, or from both. Needs root and <c>ip</c>.
/// </summary>
public sealed class NamespaceNetwork : INodeNetwork
{
    private const int NodePort = 4053;
    private const int DatabasePort = 5432;
    private const string DatabaseHost = "10.78.0.254";
    private const int NewNetwork = 0x40000000;
    private static int _networks;
    private readonly Reaper _reaper;
    private readonly string _name;

    private NamespaceNetwork(Reaper reaper, string name)
    {
        _reaper = reaper;
        _name = name;
    }

    public string Kind => "network namespaces";

    public PostgresSetup Database => new() { Host = DatabaseHost, Port = DatabasePort, Within = Into(_name) };

    /// <summary>A network; null where this machine does not let it be made.</summary>
    public static async Task<NamespaceNetwork?> CreateAsync(Reaper reaper)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !File.Exists("/proc/self/ns/net"))
            return null;
        var name = $"dativo-{Environment.ProcessId}-{Interlocked.Increment(ref _networks)}";
        reaper.Namespace(name);
        try
        {
            await IpAsync($"netns add {name}");
            await IpAsync(
                $"-n {name} link set lo up",
                $"-n {name} link add nodes type bridge",
                $"-n {name} link add database type bridge",
                $"-n {name} addr add {DatabaseHost}/24 dev database",
                $"-n {name} link set nodes up",
                $"-n {name} link set database up");
            return new NamespaceNetwork(reaper, name);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public async Task<NodePlace> AddAsync(int node)
    {
        var own = NameOf(node);
        _reaper.Namespace(own);
        await IpAsync($"netns add {own}");
        await IpAsync(
            $"-n {own} link set lo up",
            $"-n {_name} link add n{node} type veth peer name nodes netns {own}",
            $"-n {_name} link add d{node} type veth peer name database netns {own}",
            $"-n {_name} link set n{node} master nodes up",
            $"-n {_name} link set d{node} master database up",
            $"-n {own} addr add 10.77.0.{node}/24 dev nodes",
            $"-n {own} addr add 10.78.0.{node}/24 dev database",
            $"-n {own} link set nodes up",
            $"-n {own} link set database up");
        return new NodePlace($"10.77.0.{node}", $"10.77.0.{node}", NodePort, DatabaseHost, DatabasePort, Into(own));
    }

    public async Task SetAsync(int node, Links links, bool connected)
    {
        var state = connected ? "up" : "down";
        string[] ends = [.. links.HasFlag(Links.Nodes) ? new[] { $"n{node}" } : [], .. links.HasFlag(Links.Database) ? new[] { $"d{node}" } : []];
        await IpAsync([.. ends.Select(end => $"-n {_name} link set {end} {state}")]);
    }

    public Task SetDatabaseAsync(bool connected) => IpAsync($"-n {_name} link set database {(connected ? "up" : "down")}");

    // A thread may enter a namespace, and the sockets it makes stay there; the thread ends with this one connection.
    public async ValueTask<Stream> ConnectAsync(int node, int port, CancellationToken cancellationToken)
    {
        var connected = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            Socket? socket = null;
            try
            {
                using var space = File.OpenHandle($"/run/netns/{NameOf(node)}");
                if (SetNs((int)space.DangerousGetHandle(), NewNetwork) != 0)
                    throw new InvalidOperationException($"Namespace {NameOf(node)} cannot be entered: error {Marshal.GetLastPInvokeError()}");
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Connect(IPAddress.Loopback, port);
                connected.SetResult(new NetworkStream(socket, ownsSocket: true));
            }
            catch (Exception exception)
            {
                socket?.Dispose();
                connected.SetException(exception);
            }
        })
        { IsBackground = true };
        thread.Start();
        return await connected.Task;
    }

    /// <summary>The namespaces go with the reaper, when nothing lives in them.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task IpAsync(params IReadOnlyList<string> commands)
    {
        foreach (var command in commands)
        {
            using var process = Process.Start(new ProcessStartInfo("ip", command.Split(' ')) { RedirectStandardError = true })!;
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"ip {command}: {error.Trim()}");
        }
    }

    private string NameOf(int node) => $"{_name}-{node}";

    // Not "ip netns exec": that mounts /sys anew for each program, which can fail when others do the same, with exit code 255.
    private static ImmutableArray<string> Into(string name) => ["nsenter", $"--net=/run/netns/{name}", "--"];

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNs(int descriptor, int kind);
}
