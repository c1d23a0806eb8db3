using Dativo.Cli.Start;
using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>How a node's runtime collects garbage.</summary>
public sealed class NodeRuntimeTests
{
    private const long Plenty = 8L * 1024 * 1024 * 1024;

    [SkippableFact]
    public async Task A_node_has_memory_for_young_objects_and_its_jobs_know_nothing_of_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux starts a program anew in its process.");
        Skip.IfNot(NodeRuntime.IsWanted(_ => null, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes), "This machine has too little memory.");
        using var folder = new TestFolder();
        new Jobs(folder).Add("environment", "acme", $"env > '{folder.PathOf("job.env")}'", "interval_seconds: 1").Write();

        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml");
        await node.LineAsync("run_finished", null, ("job_name", "environment"), ("status", "success"));

        Assert.Contains(VariablesOf($"/proc/{node.Pid}/environ", '\0'), variable => variable.StartsWith(NodeRuntime.Variable + '=', StringComparison.Ordinal));
        var job = VariablesOf(folder.PathOf("job.env"), '\n');
        Assert.Contains(job, variable => variable.StartsWith("PATH=", StringComparison.Ordinal));
        Assert.DoesNotContain(job, variable => variable.StartsWith(NodeRuntime.Variable, StringComparison.Ordinal) || variable.StartsWith("DATIVO_RUNTIME", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_user_chose_stays()
    {
        Assert.True(NodeRuntime.IsWanted(_ => null, Plenty));
        Assert.False(NodeRuntime.IsWanted(name => name == NodeRuntime.Variable ? "1000000" : null, Plenty));
        Assert.False(NodeRuntime.IsWanted(name => name == "DOTNET_gcServer" ? "1" : null, Plenty));
    }

    [Fact]
    public void Where_memory_is_short_the_runtime_chooses() => Assert.False(NodeRuntime.IsWanted(_ => null, 1024 * 1024 * 1024));

    private static string[] VariablesOf(string file, char separator) => File.ReadAllText(file).Split(separator);
}
