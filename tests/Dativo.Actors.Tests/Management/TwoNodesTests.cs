using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using Akka.Hosting;
using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;

namespace Dativo.Actors.Tests.Management;

/// <summary>A node with the scheduler's role and one with a worker, in one cluster over TCP.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Guid Run = Guid.Parse("0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b");
    private ManagedNode _first = null!;
    private ManagedNode _second = null!;

    public async Task InitializeAsync()
    {
        _first = await ManagedNode.StartAsync(null, NodeRoles.Scheduler, NodeRoles.Web);
        try
        {
            _second = await ManagedNode.StartAsync(_first.Address, NodeRoles.Worker);
        }
        catch
        {
            await _first.DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [Fact]
    public async Task The_log_of_an_attempt_comes_whole_from_the_node_that_ran_it()
    {
        var bytes = new byte[200_000];
        new Random(7).NextBytes(bytes);
        _second.Logs.Write(Run, 2, bytes);
        _second.Logs.Complete(Run, 2);

        using var copy = new MemoryStream();
        Assert.True(await _first.RunLogs.CopyAsync(Run, 2, _second.Incarnation, follow: false, copy, default).WaitAsync(Patience));

        Assert.Equal(bytes, copy.ToArray());
        Assert.Empty(_first.SerializationProblems.Concat(_second.SerializationProblems));
    }

    [Fact]
    public async Task A_log_is_followed_on_another_node_until_it_is_complete()
    {
        _second.Logs.Write(Run, 1, "first\n"u8.ToArray());
        using var copy = new SignalStream();
        var copied = _first.RunLogs.CopyAsync(Run, 1, _second.Incarnation, follow: true, copy, default);
        await copy.WaitForAsync("first\n").WaitAsync(Patience);
        Assert.False(copied.IsCompleted);

        _second.Logs.Write(Run, 1, "second\n"u8.ToArray());
        await copy.WaitForAsync("first\nsecond\n").WaitAsync(Patience);
        _second.Logs.Complete(Run, 1);

        Assert.True(await copied.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_node_restarted_at_the_same_address_still_has_its_logs()
    {
        _second.Logs.Write(Run, 1, "kept\n"u8.ToArray());
        using var copy = new MemoryStream();

        Assert.True(await _first.RunLogs.CopyAsync(Run, 1, $"{_second.Address}#12345", follow: false, copy, default).WaitAsync(Patience));

        Assert.Equal("kept\n", Encoding.UTF8.GetString(copy.ToArray()));
    }

    [Fact]
    public async Task A_log_that_is_nowhere_or_on_a_node_that_is_gone_is_not_found()
    {
        Assert.False(await _first.RunLogs.CopyAsync(Run, 1, _second.Incarnation, follow: true, Stream.Null, default).WaitAsync(Patience));
        Assert.False(await _first.RunLogs.CopyAsync(Run, 1, "akka.tcp://dativo@127.0.0.1:1#7", follow: true, Stream.Null, default));
        Assert.False(await _first.RunLogs.CopyAsync(Run, 1, "no name", follow: true, Stream.Null, default));
        Assert.False(await _first.RunLogs.CopyAsync(Run, 1, null, follow: true, Stream.Null, default));
    }

    [Fact]
    public async Task A_log_on_another_node_that_cannot_be_read_breaks_off()
    {
        _second.Logs.Write(Run, 1, "x"u8.ToArray());
        _second.Logs.Failure = new IOException("the disk is gone");

        var error = await Assert.ThrowsAsync<IOException>(() => _first.RunLogs.CopyAsync(Run, 1, _second.Incarnation, follow: false, Stream.Null, default).WaitAsync(Patience));

        Assert.Contains("the disk is gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hint_reaches_the_projection_on_another_node()
    {
        var projection = ActorRegistry.For(_second.System).Get<HistoryProjection>();
        Assert.Equal(7, (await projection.Ask<CaughtUp>(new CatchUp(), Patience)).Offset);

        _second.System.EventStream.Publish(JournalHint.Instance);

        await _first.Hinted.WaitAsync(Patience);
        Assert.Empty(_first.SerializationProblems.Concat(_second.SerializationProblems));
    }

    [Fact]
    public async Task Every_node_says_how_it_is()
    {
        _first.Membership.Leases = new LeaseSnapshot(0, ImmutableDictionary<string, NodeLease>.Empty
            .Add(_second.Incarnation, new NodeLease(_second.Incarnation, LeaseState.Active, TimeSpan.FromSeconds(1.8))));
        _second.Membership.DatabaseProblem = "the database does not answer";

        var cluster = await _first.Management.GetClusterAsync(default).WaitAsync(Patience);

        Assert.Equal(_first.Address.ToString(), cluster.SchedulerNode);
        Assert.Equal(_first.Address.ToString(), cluster.Membership.SelfNode);
        Assert.Equal(2, cluster.Nodes.Length);
        var scheduler = cluster.Nodes.Single(node => node.Member.HostAndPort == _first.Name);
        var worker = cluster.Nodes.Single(node => node.Member.HostAndPort == _second.Name);
        Assert.All(cluster.Nodes, node => Assert.True(node is { Reachable: true, NoAnswer: null, Report.Database: "sqlite", Member.Status: "Up" }, node.ToString()));
        Assert.Null(scheduler.Report!.Slots);
        Assert.Null(scheduler.Report.SlotsProblem);
        Assert.Null(scheduler.Lease);
        Assert.Equal(new SlotReport(3, 8, 2), worker.Report!.Slots);
        Assert.Equal("the tenants have not started yet", worker.Report.ShardsProblem);
        Assert.Equal("the database does not answer", worker.Report.DatabaseProblem);
        Assert.Equal(LeaseState.Active, worker.Lease!.State);
    }

    [Fact]
    public async Task A_node_that_is_asked_to_leave_stops_its_host_and_no_other()
    {
        var result = await _first.Management.LeaveAsync(_second.Name, "ops", default).WaitAsync(Patience);

        Assert.Equal(new NodeCommandResult.Accepted(_second.Address.ToString()), result);
        await _second.Stopped.WaitAsync(Patience);
        Assert.False(_first.Stopped.IsCompleted);
    }

    [Fact]
    public async Task A_node_is_taken_out_by_its_incarnation()
    {
        Assert.IsType<NodeCommandResult.Accepted>(await _first.Management.DownAsync(_second.Address.ToString(), "ops", default));
        Assert.Equal([$"{_second.Incarnation} by ops"], _first.Membership.Evicted);

        _first.Membership.MayEvict = false;
        Assert.IsType<NodeCommandResult.Refused>(await _first.Management.DownAsync(_second.Name, "ops", default));
        Assert.IsType<NodeCommandResult.Unknown>(await _first.Management.DownAsync("127.0.0.1:1", "ops", default));
        Assert.IsType<NodeCommandResult.Unknown>(await _first.Management.LeaveAsync("127.0.0.1:1", "ops", default));
    }

    [Fact]
    public void The_members_are_shown_with_the_oldest_of_each_role()
    {
        var members = _second.Management.GetMembers();

        Assert.Equal(_second.Address.ToString(), members.SelfNode);
        Assert.Equal(2, members.Members.Length);
        Assert.Empty(members.Unreachable);
        Assert.Equal(_first.Address.ToString(), members.Oldest);
        Assert.Equal(_first.Address.ToString(), members.OldestPerRole[NodeRoles.Scheduler]);
        Assert.Equal([NodeRoles.Scheduler, NodeRoles.Web], members.Members.Single(member => member.HostAndPort == _first.Name).Roles.ToArray());
    }
}
