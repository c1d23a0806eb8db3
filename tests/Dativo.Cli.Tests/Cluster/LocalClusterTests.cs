using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dativo.Cli.Cluster;
using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.Cluster;

/// <summary>Whole clusters of real processes, started as users start them.</summary>
public sealed partial class LocalClusterTests
{
    private const string Mark = "CLUSTER_TEST";

    [SkippableFact]
    public async Task A_cluster_brings_its_database_starts_a_killed_node_again_and_stops_without_a_trace()
    {
        Require();
        using var folder = OpenFolder();
        Write(folder);
        await using (var cluster = Launch(folder, "2"))
        {
            var up = await cluster.LineAsync("cluster_up");
            Assert.Contains("all 2 nodes are ready", up.Message, StringComparison.Ordinal);
            Assert.Equal("cluster", up["node"]);
            await cluster.LineAsync("run_finished", null, ("job_name", "quick"), ("status", "success"));
            Assert.All(cluster.Log, line => Assert.Equal(JsonValueKind.Object, line.Json.ValueKind));
            Assert.All(cluster.Log, line => Assert.Contains(line["node"], new[] { "cluster", "node-1", "node-2" }));

            var started = await cluster.LineAsync("cluster_node_started", null, ("node", "node-2"));
            var health = await DativoProgram.RunAsync(folder.FullName, "health", "--server", AddressIn(started));
            Assert.Equal((0, "ready"), (health.ExitCode, health.Output.Trim()));

            Signals.Send(ProcessIn(started), Kill);
            var ended = await cluster.LineAsync("cluster_node_ended", started, ("node", "node-2"));
            Assert.Contains("was killed (signal 9); it is started again", ended.Message, StringComparison.Ordinal);
            var again = await cluster.LineAsync("cluster_node_started", ended, ("node", "node-2"));
            Assert.Equal(AddressIn(started), AddressIn(again));
            await cluster.LineAsync("cluster_node_ready", again, ("node", "node-2"));

            Assert.Equal(0, await cluster.EndAsync(Signals.Terminate));
            Assert.Empty(cluster.Error);
            foreach (var node in new[] { "node-1", "node-2" })
                Assert.Contains("has stopped (exit code 0)", (await cluster.LineAsync("cluster_node_stopped", null, ("node", node))).Message, StringComparison.Ordinal);
        }

        Assert.Empty(Left(folder));
    }

    [SkippableFact]
    public async Task A_cluster_that_is_killed_takes_everything_with_it()
    {
        Require();
        using var folder = OpenFolder();
        Write(folder);
        await using (var cluster = Launch(folder, "2"))
        {
            await cluster.LineAsync("cluster_up");
            await cluster.LineAsync("run_started", null, ("job_name", "long"));
            Assert.NotEmpty(Left(folder));
            await cluster.KillAsync();
        }

        await NothingIsLeftAsync(folder);
    }

    [SkippableFact]
    public async Task A_node_that_cannot_start_as_configured_ends_the_cluster()
    {
        Require();
        using var folder = OpenFolder();
        folder.Write("runner.yaml", "runner:\n  orchestrator:\n    schedules: many\n");
        await using (var cluster = Launch(folder, "2"))
        {
            Assert.Equal(2, await cluster.Exited.WaitAsync(DativoProgram.Limit));
            Assert.Contains(cluster.Log, line => line.Level == "ERROR" && line.Message.Contains("runner.yaml:3:", StringComparison.Ordinal));
            Assert.Contains(cluster.Log, line => line.EventType == "cluster_node_ended" && line.Message.Contains("cannot start as it is configured", StringComparison.Ordinal));
        }

        Assert.Empty(Left(folder));
    }

    [Theory]
    [InlineData("--nodes 0 --runner-config runner.yaml", "--nodes: 0 is not a number of nodes")]
    [InlineData("--nodes 2", "--runner-config FILE or DATIVO_RUNNER_CONFIG is needed")]
    [InlineData("--runner-config nowhere.yaml", "no such file: nowhere.yaml")]
    [InlineData("--runner-config nowhere.yaml --log-format xml", "--log-format: 'xml' is no format")]
    public async Task What_cannot_be_started_is_one_line_and_exit_code_2(string arguments, string message)
    {
        using var folder = new TestFolder();
        var result = await DativoProgram.RunAsync(folder.FullName, ["cluster", "local", .. arguments.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    internal const int Kill = 9;

    internal static void Require()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The check reads /proc.");
        const string missing = "PostgreSQL's initdb and postgres are neither in the PATH nor under /usr/lib/postgresql";
        if (!PrivatePostgres.IsInstalled && Environment.GetEnvironmentVariable("DATIVO_TEST_REQUIRE_ALL") == "1")
            Assert.Fail($"{missing}, and DATIVO_TEST_REQUIRE_ALL=1 asks for every test.");
        Skip.IfNot(PrivatePostgres.IsInstalled, missing);
    }

    internal static ImmutableDictionary<string, string> Marked(TestFolder folder) => ImmutableDictionary<string, string>.Empty.Add(Mark, folder.FullName);

    internal static IReadOnlyList<int> Left(TestFolder folder) => ProcessTable.WithEnvironment($"{Mark}={folder.FullName}");

    internal static async Task NothingIsLeftAsync(TestFolder folder)
    {
        var began = Stopwatch.StartNew();
        while (Left(folder) is { Count: > 0 } left)
        {
            Assert.True(began.Elapsed < DativoProgram.Limit, $"{string.Join(", ", left)} are left");
            await Task.Delay(50);
        }
    }

    internal static int ProcessIn(LogLine started) => int.Parse(Started().Match(started.Message).Groups[1].Value, CultureInfo.InvariantCulture);

    internal static string AddressIn(LogLine started) => Started().Match(started.Message).Groups[2].Value;

    // Where root runs the tests, the database's own user has to get to its data.
    internal static TestFolder OpenFolder()
    {
        var folder = new TestFolder();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.OtherExecute);
        return folder;
    }

    private static void Write(TestFolder folder) => new Jobs(folder)
        .Add("quick", "acme", "exit 0", "interval_seconds: 1")
        .Add("long", "globex", "sleep 600", "interval_seconds: 1")
        .Write();

    private static RealNode Launch(TestFolder folder, string nodes) => RealNode.LaunchCommand(
        folder.FullName,
        Marked(folder).Add("DATIVO_NODE_DRAIN_TIMEOUT_SECONDS", "1"),
        "cluster", "local", "--nodes", nodes, "--runner-config", "runner.yaml", "--http", "127.0.0.1:0", "--log-format", "json");

    [GeneratedRegex(@"process (\d+), (\S+)$")]
    private static partial Regex Started();
}
