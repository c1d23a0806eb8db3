using Dativo.Cli.Cluster;
using Dativo.Cli.Tests.Client;

namespace Dativo.Cli.Tests.Cluster;

/// <summary>What a cluster prints.</summary>
public sealed class ClusterOutputTests
{
    private readonly StringWriter _text = new() { NewLine = "\n" };

    [Fact]
    public void Text_lines_get_their_node_in_front()
    {
        var output = Output(json: false, colours: false, "node-1", "node-10");
        output.Pass("node-1", "12:00:00 INF hello", isError: false);
        output.Say("cluster_node_ready", "is ready", "node-10");
        output.Say("cluster_up", "all are ready");
        Assert.Equal("node-1  | 12:00:00 INF hello\ncluster | node-10 is ready\ncluster | all are ready\n", _text.ToString());
    }

    [Fact]
    public void Each_node_has_a_colour_of_its_own_on_a_terminal()
    {
        var output = Output(json: false, colours: true, "node-1", "node-2");
        output.Pass("node-1", "a", isError: false);
        output.Pass("node-2", "b", isError: false);
        Assert.Equal("\x1b[36mnode-1  |\x1b[0m a\n\x1b[33mnode-2  |\x1b[0m b\n", _text.ToString());
    }

    [Theory]
    [InlineData("""{"level":"INFO","message":"naïve \"x\"","n":1.50}""", """{"node":"node-1","level":"INFO","message":"naïve \"x\"","n":1.50}""")]
    [InlineData("""{"node":"akka.tcp://dativo@a:1"}""", """{"node":"node-1","node_address":"akka.tcp://dativo@a:1"}""")]
    [InlineData("plain", """{"node":"node-1","timestamp":"2026-01-02T03:04:05.000Z","level":"ERROR","message":"plain"}""")]
    [InlineData("{broken", """{"node":"node-1","timestamp":"2026-01-02T03:04:05.000Z","level":"ERROR","message":"{broken"}""")]
    [InlineData("[1]", """{"node":"node-1","timestamp":"2026-01-02T03:04:05.000Z","level":"ERROR","message":"[1]"}""")]
    public void Json_lines_get_the_field_node(string line, string expected)
    {
        Output(json: true, colours: false, "node-1").Pass("node-1", line, isError: true);
        Assert.Equal(expected + "\n", _text.ToString());
    }

    [Fact]
    public void What_the_cluster_says_is_an_event()
    {
        Output(json: true, colours: false, "node-1").Say("cluster_node_ready", "is ready", "node-1");
        Assert.Equal("""{"node":"node-1","timestamp":"2026-01-02T03:04:05.000Z","level":"INFO","message":"node-1 is ready","event_type":"cluster_node_ready"}""" + "\n", _text.ToString());
    }

    private ClusterOutput Output(bool json, bool colours, params string[] names) =>
        new(_text, json, colours, new FixedClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), names);
}
