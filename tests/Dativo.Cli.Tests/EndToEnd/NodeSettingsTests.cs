using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>A real node that is told by a file and by variables, and what its jobs get to see of it.</summary>
public sealed class NodeSettingsTests
{
    [SkippableFact]
    public async Task A_nodes_own_settings_reach_neither_its_jobs_nor_its_guard_unless_they_are_given_to_them()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The check reads /proc.");
        using var folder = new TestFolder();
        const string token = "0123456789abcdef-token";
        var jobs = new Jobs(folder) { Orchestrator = "    executor: { environment: { DATIVO_LOG_LEVEL: \"${DATIVO_LOG_LEVEL}\" } }\n" };
        jobs.Add("env", "acme", $"env > '{folder.PathOf("seen")}'", "interval_seconds: 1").Write();
        folder.Write("etc/node.yaml", "node: { slots: 3 }\n");
        var environment = new Dictionary<string, string>
        {
            ["DATIVO_TOKEN"] = token,
            ["DATIVO_DATA_DIR"] = "data-of-the-variable",
            ["DATIVO_LOG_LEVEL"] = "information",
            ["DATIVO_TLS_PASSWORD"] = "a-password",
            ["DATIVO_NODE_HOST"] = "localhost",
            ["DATIVO_PATH_MAP"] = $"/app={folder.FullName}",
            ["UNRELATED"] = folder.FullName,
        };

        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml", environment, "--config", "etc/node.yaml");
        await node.LineAsync("run_finished", null, ("job_name", "env"), ("status", "success"));

        Assert.True(Directory.Exists(folder.PathOf("data-of-the-variable")));
        var seen = File.ReadAllLines(folder.PathOf("seen")).Where(line => line.Contains('=', StringComparison.Ordinal)).ToDictionary(line => line.Split('=')[0], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        Assert.Equal(["DATIVO_LOG_LEVEL", "DATIVO_PATH_MAP"], environment.Keys.Where(name => name.StartsWith("DATIVO_", StringComparison.Ordinal)).Intersect(seen.Keys).Order(StringComparer.Ordinal));
        Assert.Equal(("information", folder.FullName), (seen["DATIVO_LOG_LEVEL"], seen["UNRELATED"]));

        // The guard is there, with the node's other variables.
        Assert.True(ProcessTable.WithEnvironment($"UNRELATED={folder.FullName}").Count > 1);
        Assert.Equal([node.Pid], ProcessTable.WithEnvironment($"DATIVO_TOKEN={token}"));
    }

    [SkippableFact]
    public async Task The_executor_follows_the_runner_file_while_the_node_runs()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The jobs are shell scripts.");
        using var folder = new TestFolder();
        Write("first");
        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml");
        await node.LineAsync("run_finished", null, ("job_name", "word"), ("status", "success"));
        Assert.Equal("first", File.ReadAllText(folder.PathOf("first")));

        Write("second");
        while (!File.Exists(folder.PathOf("second")))
            await node.LineAsync("run_finished", node.Log[^1], ("job_name", "word"));

        void Write(string word) => new Jobs(folder) { Orchestrator = $"    executor: {{ environment: {{ WORD: {word} }} }}\n" }
            .Add("word", "acme", $"printf %s $WORD > '{folder.FullName}'/$WORD", "interval_seconds: 1")
            .Write();
    }
}
