using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>The bundled engine asks its node before it makes its output visible.</summary>
public sealed class FenceTests
{
    private const string Job =
        """
        tenant_id: acme
        source_connector: csv
        target_connector: local
        asset: things
        asset_path: asset.yaml
        source: { files: [{ path: data.csv }] }
        target: { connection: { path: out } }
        """;

    [SkippableFact]
    public async Task An_attempt_that_was_cancelled_before_its_commit_makes_nothing_visible()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The job is a shell script that ignores SIGTERM.");
        using var folder = new TestFolder();
        var jobs = new Jobs(folder) { Orchestrator = "    executor: { kill_grace_seconds: 110 }\n" };

        // It ignores that it is told to stop, as a frozen process would, and then runs the engine to its end.
        jobs.Add("late", "acme", $"trap '' TERM\necho begun > begun\nwhile [ ! -e go ]; do sleep 0.05; done\nexec dotnet {DativoProgram.File} run --config jobs/late.yaml\n").Write();
        Write(folder, "late");
        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml");
        var run = (await node.CliAsync("schedules", "trigger", "late", "-o", "json")).Json.GetProperty("run_id").GetGuid();
        await node.LineAsync("run_started", null, ("run_id", run.ToString()));
        var cancel = await node.CliAsync("runs", "cancel", run.ToString());
        Assert.True(cancel.ExitCode == 0, cancel.Error);
        await node.LineAsync("run_cancel_requested", null, ("run_id", run.ToString()));
        folder.Write("go", "");

        await node.LineAsync("run_finished", null, ("run_id", run.ToString()));
        var page = (await node.CliAsync("runs", "show", run.ToString(), "-o", "json")).Json;
        Assert.Equal("cancelled", page.GetProperty("status").GetString());
        Assert.Contains(
            "CommitRefused: the node refuses that this attempt commits: the attempt was told to stop: nothing was written",
            (await node.CliAsync("runs", "logs", run.ToString())).Output,
            StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder.PathOf("out"), "*.parquet", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.PathOf("out/things/.dativo/staging")));
    }

    [Fact]
    public async Task An_attempt_that_nothing_speaks_against_commits()
    {
        using var folder = new TestFolder();
        var jobs = new Jobs(folder);
        jobs.AddCommand("good", "acme", "[dativo, run, --config, \"{config}\"]").Write();
        Write(folder, "good");
        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml");
        var wait = await node.CliAsync("schedules", "trigger", "good", "--wait");
        Assert.True(wait.ExitCode == 0, wait.Error);
        Assert.Single(Directory.EnumerateFiles(folder.PathOf("out"), "*.parquet", SearchOption.AllDirectories));
    }

    [SkippableFact]
    public async Task A_job_that_ends_while_its_node_drains_can_still_ask()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The job is a shell script that asks with curl.");
        Skip.IfNot(File.Exists("/usr/bin/curl"), "The job asks with curl.");
        using var folder = new TestFolder();
        var jobs = new Jobs(folder);
        jobs.Add("asks", "acme", "trap 'curl -s \"$DATIVO_FENCE_URL\" > answer; exit 0' TERM\necho begun\nwhile :; do sleep 0.05; done\n").Write();

        // What runs would otherwise be given 20 s to end by itself.
        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml", new Dictionary<string, string> { ["DATIVO_NODE_DRAIN_TIMEOUT_SECONDS"] = "1" });
        var run = (await node.CliAsync("schedules", "trigger", "asks", "-o", "json")).Json.GetProperty("run_id").GetGuid();
        await node.LineAsync("run_started", null, ("run_id", run.ToString()));
        Assert.Equal(0, await node.EndAsync(Signals.Terminate));
        Assert.Equal("""{"may_commit":false,"reason":"the attempt was told to stop"}""", await File.ReadAllTextAsync(folder.PathOf("answer")));
    }

    private static void Write(TestFolder folder, string name)
    {
        folder.Write($"jobs/{name}.yaml", Job);
        folder.Write("asset.yaml", "name: things\nschema:\n  - { name: id, type: integer, required: true }\n");
        folder.Write("data.csv", "id\n1\n2\n");
    }
}
