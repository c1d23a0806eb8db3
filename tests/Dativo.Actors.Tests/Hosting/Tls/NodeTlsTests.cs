using Akka.Actor;
using Dativo.Actors.Hosting;
using Dativo.Actors.Membership;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Hosting.Tls;

/// <summary>Nodes with certificates of the script, over real connections.</summary>
public sealed class NodeTlsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly MadeCertificates _certificates = new();
    private readonly MadeCertificates _others = new();

    public void Dispose()
    {
        _certificates.Dispose();
        _others.Dispose();
    }

    [SkippableTheory]
    [InlineData("pem", null)]
    [InlineData("pem", "a password")]
    [InlineData("pfx", "a password")]
    public async Task Two_nodes_with_certificates_of_the_script_form_a_cluster(string form, string? password)
    {
        MadeCertificates.SkipUnlessPossible();
        await _certificates.MakeAsync(password, [.. form == "pfx" ? ["--pkcs12"] : Array.Empty<string>(), "127.0.0.1"]);
        await _certificates.MakeAsync(password, [.. form == "pfx" ? ["--pkcs12"] : Array.Empty<string>(), "worker-2,127.0.0.1"]);
        await using var first = await TlsNode.StartAsync(new NodeTls(_certificates.File($"127.0.0.1.{form}"), password, _certificates.Authority));
        await using var second = await TlsNode.StartAsync(new NodeTls(_certificates.File($"worker-2.{form}"), password, _certificates.Authority));
        await FormAsync(first, second);
        Assert.StartsWith("akka.ssl.tcp://dativo@127.0.0.1:", first.Cluster.SelfAddress.ToString(), StringComparison.Ordinal);
        Assert.Empty(first.Log);
        Assert.Empty(second.Log);
    }

    [SkippableFact]
    public async Task Names_of_nodes_lead_to_their_workers()
    {
        MadeCertificates.SkipUnlessPossible();
        await _certificates.MakeAsync(null, "127.0.0.1");
        var tls = new NodeTls(_certificates.File("127.0.0.1.pem"), null, _certificates.Authority);
        await using var first = await TlsNode.StartAsync(tls);
        await using var second = await TlsNode.StartAsync(tls);
        await FormAsync(first, second);
        second.System.ActorOf(Props.Create(() => new Echo()), "worker");

        var directory = new ClusterNodeDirectory(first.System, "/user/worker", new SingleNodeMembership());
        var name = ClusterNodeDirectory.NameOf(second.Cluster.SelfUniqueAddress);
        Assert.Matches(@"^akka\.ssl\.tcp://dativo@127\.0\.0\.1:\d+#\d+$", name);
        Assert.True(directory.MayRun(name));
        Assert.False(directory.MayRun(name.Replace("akka.ssl.tcp", "akka.tcp", StringComparison.Ordinal)));
        var asked = new TaskCompletionSource<object>();
        var asking = first.System.ActorOf(Props.Create(() => new Asking(asked)));
        directory.WorkerOf(name).Tell("hello", asking);
        Assert.Equal("hello", await asked.Task.WaitAsync(Patience));
    }

    [SkippableFact]
    public async Task A_node_of_another_authority_cannot_join_and_both_say_why()
    {
        MadeCertificates.SkipUnlessPossible();
        await _certificates.MakeAsync(null, "127.0.0.1");
        await _others.MakeAsync(null, "127.0.0.1");
        await using var good = await TlsNode.StartAsync(new NodeTls(_certificates.File("127.0.0.1.pem"), null, _certificates.Authority));
        await good.JoinAsync(good, CancellationToken.None).WaitAsync(Patience);
        var saysWhy = good.LoggedAsync("was refused");
        await using var strangers = new Strangers(() => TlsNode.StartAsync(new NodeTls(_others.File("127.0.0.1.pem"), null, _others.Authority)));

        var (stranger, ofStranger) = await strangers.CallAsync(good);
        while (await Task.WhenAny(saysWhy, Task.Delay(TimeSpan.FromSeconds(5))) != saysWhy && !saysWhy.IsCompleted)
            (stranger, ofStranger) = await strangers.CallAsync(good);

        var ofGood = await saysWhy;
        Assert.Matches(@"^The node at \S*127\.0\.0\.1\S* was refused: its certificate \(CN=127\.0\.0\.1\) was not signed by the authority in ", ofGood);
        Assert.EndsWith(_certificates.Authority, ofGood, StringComparison.Ordinal);
        Assert.EndsWith(_others.Authority, ofStranger, StringComparison.Ordinal);

        // A second try, and one in the other direction, so that whatever repeats has repeated.
        stranger.Cluster.Join(good.Cluster.SelfAddress);
        await Assert.ThrowsAnyAsync<Exception>(() => Calls(good, stranger).ResolveOne(TimeSpan.FromSeconds(5)));
        Assert.DoesNotContain(good.Cluster.State.Members, member => member.UniqueAddress == stranger.Cluster.SelfUniqueAddress);
        Assert.All(good.Log.Concat(stranger.Log), line => Assert.DoesNotContain("   at ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(good.Log.Concat(stranger.Log), line => line.Contains("on channel", StringComparison.Ordinal));
        Assert.InRange(good.Log.Count(line => line.Contains("was refused", StringComparison.Ordinal)), 1, 2);
    }

    [SkippableFact]
    public async Task A_node_that_is_called_at_a_host_its_certificate_does_not_name_is_refused()
    {
        MadeCertificates.SkipUnlessPossible();
        await _certificates.MakeAsync(null, "127.0.0.1");
        await using var caller = await TlsNode.StartAsync(new NodeTls(_certificates.File("127.0.0.1.pem"), null, _certificates.Authority));
        await using var called = await TlsNode.StartAsync(new NodeTls(_certificates.File("127.0.0.1.pem"), null, _certificates.Authority));
        var other = called.Cluster.SelfAddress.WithHost("localhost");
        caller.System.ActorSelection(new RootActorPath(other) / "user" / "any").Tell("hello");
        Assert.EndsWith("(CN=127.0.0.1) is not for the host it was called at, but for 127.0.0.1", await caller.LoggedAsync("was refused"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_node_without_TLS_cannot_join_one_with_it()
    {
        MadeCertificates.SkipUnlessPossible();
        await _certificates.MakeAsync(null, "127.0.0.1");
        await using var good = await TlsNode.StartAsync(new NodeTls(_certificates.File("127.0.0.1.pem"), null, _certificates.Authority));
        await using var plain = await TlsNode.StartAsync(null);
        await good.JoinAsync(good, CancellationToken.None).WaitAsync(Patience);
        plain.Cluster.Join(good.Cluster.SelfAddress.WithProtocol("akka.tcp"));
        Assert.EndsWith("it does not use TLS; all nodes of a cluster must, or none", await good.LoggedAsync("There is no connection with"), StringComparison.Ordinal);
        Assert.Single(good.Cluster.State.Members);
        Assert.DoesNotContain(good.Log, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Files_of_no_use_stop_the_node_with_all_reasons()
    {
        MadeCertificates.SkipUnlessPossible();
        await _certificates.MakeAsync(null, "elsewhere");
        await _others.MakeAsync(null, "elsewhere");
        var error = await Assert.ThrowsAsync<Dativo.Actors.Hosting.Tls.NodeTlsException>(() =>
            TlsNode.StartAsync(new NodeTls(_certificates.File("elsewhere.pem"), null, _others.Authority)));
        Assert.Equal(2, error.Errors.Length);
        Assert.Contains("is not for '127.0.0.1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("was not signed by the authority", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_script_refuses_what_is_no_name()
    {
        MadeCertificates.SkipUnlessPossible();
        Assert.Equal((2, "make-certificates: 'a b' is no host name and no address\n"), await MadeCertificates.RunAsync(null, _certificates.Folder, "a b"));
        Assert.Equal(2, (await MadeCertificates.RunAsync(null)).ExitCode);
    }

    private static ActorSelection Calls(TlsNode from, TlsNode to) => from.System.ActorSelection(new RootActorPath(to.Cluster.SelfAddress) / "user" / "any");

    private static async Task FormAsync(TlsNode first, TlsNode second)
    {
        using var limit = new CancellationTokenSource(Patience);
        await first.JoinAsync(first, limit.Token);
        await second.JoinAsync(first, limit.Token);
        Assert.Equal(2, second.Cluster.State.Members.Count);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    private sealed class Asking : ReceiveActor
    {
        public Asking(TaskCompletionSource<object> asked) => ReceiveAny(message => asked.TrySetResult(message));
    }

    /// <summary>
    /// Nodes that are refused. Who calls sees the other's certificate first, and may have hung up before that one saw any: then another has to call.
    /// </summary>
    private sealed class Strangers(Func<Task<TlsNode>> start) : IAsyncDisposable
    {
        private readonly List<TlsNode> _all = [];

        /// <summary>Another one calls; it, and what it says of it.</summary>
        public async Task<(TlsNode Stranger, string Why)> CallAsync(TlsNode node)
        {
            var stranger = await start();
            _all.Add(stranger);
            stranger.Cluster.Join(node.Cluster.SelfAddress);
            return (stranger, await stranger.LoggedAsync("was refused"));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var stranger in _all)
                await stranger.DisposeAsync();
        }
    }
}
