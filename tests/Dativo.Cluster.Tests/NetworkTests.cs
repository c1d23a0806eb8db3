using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dativo.EndToEnd.Cluster;
using Dativo.Testing;

namespace Dativo.Cluster.Tests;

/// <summary>The harness itself: cut links are silent, and what was sent meanwhile arrives when they are joined.</summary>
public sealed class NetworkTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_proxy_holds_what_comes_while_its_link_is_cut()
    {
        await using var network = new ProxyNetwork();
        var (one, two) = (await network.AddAsync(1), await network.AddAsync(2));
        using var listener = new TcpListener(IPAddress.Parse(two.BindHost), two.Port);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync(two.Host, two.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"\0\u0001{one.Host}:{one.Port}"));
        using var server = await listener.AcceptTcpClientAsync().WaitAsync(Limit);
        await server.GetStream().ReadExactlyAsync(new byte[$"  {one.Host}:{one.Port}".Length]).AsTask().WaitAsync(Limit);

        await network.SetAsync(1, Links.Nodes, connected: false);
        await client.GetStream().WriteAsync("later"u8.ToArray());
        var later = new byte[5];
        var reading = server.GetStream().ReadExactlyAsync(later).AsTask();

        // Another node's link to the same node is not cut.
        using var other = new TcpClient();
        await other.ConnectAsync(two.Host, two.Port);
        await other.GetStream().WriteAsync("somebody else"u8.ToArray());
        using var passed = await listener.AcceptTcpClientAsync().WaitAsync(Limit);

        Assert.False(reading.IsCompleted);
        await network.SetAsync(1, Links.Nodes, connected: true);
        await reading.WaitAsync(Limit);
        Assert.Equal("later"u8.ToArray(), later);
    }

    [SkippableTheory]
    [InlineData("namespaces")]
    [InlineData("proxies")]
    public async Task A_node_is_cut_off_from_the_database(string kind)
    {
        Needs.PostgreSql();
        await using var reaper = new Reaper();
        INodeNetwork? made = kind == "proxies" ? new ProxyNetwork() : await NamespaceNetwork.CreateAsync(reaper);
        Needs.Unless(made is not null, "network namespaces need root and 'ip'");
        await using var network = made!;
        await using var postgres = await PostgresProcess.StartAsync(network.Database);
        var place = await network.AddAsync(1);

        await AnswersAsync(place);
        await network.SetAsync(1, Links.Database, connected: false);
        Assert.False(await AsksAsync(place, seconds: 2));
        await network.SetAsync(1, Links.Database, connected: true);
        await AnswersAsync(place);
        await network.SetDatabaseAsync(connected: false);
        Assert.False(await AsksAsync(place, seconds: 2));
        await network.SetDatabaseAsync(connected: true);
        await AnswersAsync(place);

        await postgres.RefuseAsync();
        Assert.False(await AsksAsync(place, seconds: 2));
        await postgres.AcceptAsync();
        await postgres.CrashAsync();
        Assert.False(await AsksAsync(place, seconds: 2));
        await postgres.StartAsync();
        await AnswersAsync(place);
    }

    // A link is joined at once, but the kernel may have to find its neighbour anew: until then it sends lost packets again only after seconds,
    // or says that there is no way.
    private static async Task AnswersAsync(NodePlace place)
    {
        using var patience = new CancellationTokenSource(Limit);
        while (!await AsksAsync(place, seconds: (int)Limit.TotalSeconds))
        {
            Assert.False(patience.IsCancellationRequested, "PostgreSQL does not answer");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    // psql as the node would be started, with so many seconds to get a connection.
    private static async Task<bool> AsksAsync(NodePlace place, int seconds)
    {
        var psql = Path.Combine(PostgresBinaries.WhereAre("psql")!, "psql");
        string[] command = [.. place.Within, psql, "-h", place.Database, "-p", $"{place.DatabasePort}", "-U", "postgres", "-tAc", "SELECT 1"];
        var info = new System.Diagnostics.ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["PGCONNECT_TIMEOUT"] = seconds.ToString(CultureInfo.InvariantCulture);
        using var process = System.Diagnostics.Process.Start(info)!;
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(2 * Limit);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && output.Trim() == "1";
    }
}
