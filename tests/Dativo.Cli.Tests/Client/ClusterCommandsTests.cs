using Dativo.Actors.Hosting;
using Dativo.Actors.Management;
using Dativo.Actors.Membership;

namespace Dativo.Cli.Tests.Client;

public sealed class ClusterCommandsTests : IAsyncLifetime
{
    private const string Token = "correct-horse-battery";
    private const string First = "10.0.0.1:4053";
    private const string Second = "10.0.0.2:4053";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private CliNode _node = null!;

    public async Task InitializeAsync()
    {
        _node = await CliNode.StartAsync(Token);
        _node.Cluster.Add(First, [NodeRoles.Scheduler, NodeRoles.Web]);
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task The_status_is_a_table_and_says_nothing_more_when_all_is_well()
    {
        _node.Cluster.Add(Second, [NodeRoles.Worker]);

        Assert.Equal(
            [
                "NODE           ROLES           STATUS  LEASE         SLOTS  WAITING  SHARDS  TENANTS  DATABASE    VERSION  HOSTS",
                "10.0.0.1:4053  scheduler, web  up      active 1.8 s                       0        0  postgresql  0.2.0    scheduler, leader",
                "10.0.0.2:4053  worker          up      active 1.8 s    3/8        0       2       12  postgresql  0.2.0",
            ],
            (await RunAsync(null, "cluster", "status")).Ok().Lines);
        Assert.All((await RunAsync(80, "cluster", "status")).Ok().Lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task The_status_marks_what_needs_attention()
    {
        _node.Cluster.Add(Second, [NodeRoles.Worker], node => node with
        {
            Member = node.Member with { Status = "Leaving" },
            Lease = node.Lease! with { State = LeaseState.Evicted },
            Report = node.Report! with { Slots = new SlotReport(8, 8, 3), Version = "0.1.0", DatabaseProblem = "the database does not answer" },
        });
        _node.Cluster.Add("10.0.0.3:4053", [NodeRoles.Worker], node => node with { Reachable = false, Lease = null, Report = null, NoAnswer = "it did not answer within 1 s" });
        _node.Cluster.Add("10.0.0.4:4053", [NodeRoles.Worker], node => node with { Report = null, NoAnswer = "it did not answer within 1 s", Lease = node.Lease! with { Remaining = TimeSpan.FromSeconds(-1.5) } });

        var lines = (await RunAsync(null, "cluster", "status")).Ok().Lines;

        Assert.Equal(
            [
                "",
                "Needs attention",
                "  10.0.0.2:4053 is leaving",
                "  10.0.0.2:4053: its lease is evicted",
                "  10.0.0.2:4053: the database does not answer",
                "  10.0.0.2:4053: all 8 slots are in use and 3 runs wait",
                "  10.0.0.3:4053 is not reached",
                "  10.0.0.4:4053: its lease expired 1.5 s ago",
                "  10.0.0.4:4053: it did not answer within 1 s",
                "  the nodes are of different versions: 0.1.0, 0.2.0",
            ],
            lines[5..]);
        Assert.StartsWith("10.0.0.3:4053  worker          unreachable", lines[3], StringComparison.Ordinal);
        Assert.Contains("?", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_without_a_scheduler_or_a_worker_needs_attention()
    {
        _node.Cluster.Remove(First);
        _node.Cluster.Add(First, [NodeRoles.Web]);

        var lines = (await RunAsync(null, "cluster", "status")).Ok().Lines;

        Assert.Equal(
            ["  no node that is up has the role scheduler: nothing becomes due", "  no node that is up has the role worker: nothing runs"],
            lines[^2..]);
    }

    [Fact]
    public async Task Members_and_shards_are_tables()
    {
        _node.Cluster.Add(Second, [NodeRoles.Worker], node => node with { Reachable = false });

        Assert.Equal(
            [
                "NODE           STATUS  ROLES                  UID  NOTE",
                "10.0.0.1:4053  up      scheduler, web  4000000000  answers, leader, oldest",
                "10.0.0.2:4053  up      worker          4000000001  unreachable",
            ],
            (await RunAsync(null, "cluster", "members")).Ok().Lines);
        Assert.Equal(
            [
                "NODE           SHARDS  TENANTS  SHARD: TENANTS",
                "10.0.0.2:4053       2       12  7: 2, 42: 10",
            ],
            (await RunAsync(null, "cluster", "shards")).Ok().Lines);
    }

    [Theory]
    [InlineData("status", "api/v1/cluster")]
    [InlineData("members", "cluster/members")]
    [InlineData("shards", "api/v1/cluster/shards")]
    public async Task Json_is_exactly_what_the_API_gives(string command, string path)
    {
        _node.Cluster.Add(Second, [NodeRoles.Worker]);
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", Token) } };

        Assert.Equal(
            await http.GetStringAsync($"{_node.Address}/{path}"),
            Assert.Single((await RunAsync(null, "cluster", command, "-o", "json")).Ok().Lines));
    }

    [Fact]
    public async Task Leave_waits_until_the_node_is_gone_and_prints_what_happens()
    {
        _node.Cluster.Add(Second, [NodeRoles.Worker]);
        var asked = 0;
        _node.Cluster.OnMembersAsked = () =>
        {
            // The first look is before the command.
            switch (++asked)
            {
                case 2:
                    _node.Cluster.SetStatus(Second, "Leaving");
                    break;
                case 3:
                    _node.Cluster.SetStatus(Second, "Exiting");
                    break;
                case 4:
                    _node.Cluster.Remove(Second);
                    break;
            }
        };

        Assert.Equal(
            [
                "10.0.0.2:4053 leaves: it takes no new runs and gives its jobs time to end",
                "12:03:00Z  10.0.0.2:4053 is leaving",
                "12:03:00Z  10.0.0.2:4053 is exiting",
                "12:03:00Z  10.0.0.2:4053 is gone after 0 s",
            ],
            (await RunAsync(null, "cluster", "leave", Second)).Ok().Lines);
        Assert.Equal([$"leave {Second} by Jürgen"], _node.Cluster.Calls);
    }

    [Fact]
    public async Task Down_without_waiting_says_what_was_begun()
    {
        _node.Cluster.Add(Second, [NodeRoles.Worker]);

        Assert.Equal(
            ["10.0.0.2:4053 is taken out: its jobs are killed and made again elsewhere"],
            (await RunAsync(null, "cluster", "down", $"akka.tcp://dativo@{Second}", "--no-wait")).Ok().Lines);
        Assert.Equal(
            """{"message":"Downing akka.tcp://dativo@10.0.0.2:4053"}""",
            Assert.Single((await RunAsync(null, "cluster", "down", Second, "--no-wait", "-o", "json")).Lines));
    }

    [Fact]
    public async Task The_asked_node_that_leaves_is_watched_until_it_answers_no_more()
    {
        using var output = new SignalWriter();
        var left = CliNode.RunAsync(["cluster", "leave", First], EnvironmentOf(_node), output: output);
        await output.WaitForAsync("10.0.0.1:4053 leaves");

        await _node.StopAsync();

        Assert.Equal(0, (await left.WaitAsync(Patience)).ExitCode);
        Assert.Contains("10.0.0.1:4053 answers no more", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupting_the_wait_leaves_the_node_going()
    {
        _node.Cluster.Add(Second, [NodeRoles.Worker]);
        using var interrupt = new CancellationTokenSource();
        using var output = new SignalWriter();
        var left = CliNode.RunAsync(["cluster", "leave", Second], EnvironmentOf(_node), output: output, cancellationToken: interrupt.Token);
        await output.WaitForAsync("10.0.0.2:4053 leaves");

        await interrupt.CancelAsync();

        var result = await left.WaitAsync(Patience);
        Assert.Equal(130, result.ExitCode);
        Assert.Equal("dativo: no longer waiting; 10.0.0.2:4053 goes all the same: dativo cluster members", result.Error.TrimEnd());
    }

    [Fact]
    public async Task An_unknown_node_is_one_line_with_the_nearest_known_and_exit_code_1()
    {
        Assert.Equal(
            "no member of the cluster is at '10.0.0.1:4503'; did you mean '10.0.0.1:4053'?",
            (await RunAsync(80, "cluster", "leave", "10.0.0.1:4503")).Failed(1));
        _node.Cluster.Answer = new NodeCommandResult.NoAnswer("10.0.0.1:4053 did not answer within 5 s");
        Assert.Equal("10.0.0.1:4053 did not answer within 5 s", (await RunAsync(80, "cluster", "leave", First)).Failed(1));
    }

    [Fact]
    public async Task A_node_that_lets_nothing_be_managed_says_how_to_allow_it()
    {
        await using var closed = await CliNode.StartAsync();
        closed.Cluster.Add(First, [.. NodeRoles.All]);

        var error = (await closed.RunAsync("cluster", "leave", First)).Failed(2);

        Assert.Contains("DATIVO_HTTP_MANAGEMENT=true", error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> EnvironmentOf(CliNode node) => new() { ["DATIVO_SERVER"] = node.Address, ["DATIVO_TOKEN"] = Token };

    private Task<CliResult> RunAsync(int? width, params string[] args) => CliNode.RunAsync(args, EnvironmentOf(_node), width);
}
