using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>What a node makes of its files, when it starts and while it runs.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task Errors_of_the_runner_file_come_all_at_once_with_their_places_and_exit_code_2()
    {
        using var folder = new TestFolder();
        var jobs = new Jobs(folder);
        jobs.Add("first", "acme", "exit 0", "cron: \"61 * * * *\"").Add("second", "acme", "exit 0", "interval_seconds: 5", "timezone: Mars/Olympus").Write();

        var result = await DativoProgram.RunAsync(folder.FullName, "start", "orchestrated", "--runner-config", "runner.yaml", "--http", "127.0.0.1:0");

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        var lines = result.Error.Trim().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"runner\.yaml:9:\d+: .*cron: .*61", lines[0]);
        Assert.Matches(@"runner\.yaml:14:\d+: .*timezone: .*Mars/Olympus", lines[1]);
        Assert.False(Directory.Exists(folder.PathOf(".dativo")));
    }

    [Fact]
    public async Task A_missing_runner_file_is_one_line_and_exit_code_2()
    {
        using var folder = new TestFolder();

        var result = await DativoProgram.RunAsync(folder.FullName, "start", "orchestrated", "--runner-config", "nowhere.yaml");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("nowhere.yaml", Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_broken_job_file_holds_its_own_schedule_only()
    {
        RequireLinux();
        using var folder = new TestFolder();
        new Jobs(folder).Add("whole", "acme", "exit 0", "interval_seconds: 1").Add("broken", "globex", "exit 0", "interval_seconds: 1").Write();
        folder.Write("jobs/broken.yaml", "tenant_id: [globex\n");

        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml");
        await node.LineAsync("run_finished", null, ("job_name", "whole"), ("status", "success"));
        var view = (await node.CliAsync("schedules", "show", "broken", "-o", "json")).Json;
        Assert.Equal("invalid", view.GetProperty("state").GetString());
        Assert.Contains("broken.yaml", view.GetProperty("invalid_reason").GetString(), StringComparison.Ordinal);
        Assert.Matches(@"broken\.yaml:\d+:\d+: ", node.Error);
        var trigger = await node.CliAsync("schedules", "trigger", "broken");
        Assert.Equal(1, trigger.ExitCode);

        folder.Write("jobs/broken.yaml", "tenant_id: globex\nsource_connector: csv\n");
        await node.LineAsync("run_finished", null, ("job_name", "broken"), ("status", "success"));
    }

    [SkippableFact]
    public async Task The_runner_file_is_read_again_when_it_changes_and_a_broken_one_changes_nothing()
    {
        RequireLinux();
        using var folder = new TestFolder();
        new Jobs(folder).Add("first", "acme", "exit 0", "interval_seconds: 1").Write();
        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml");
        var loaded = await node.LineAsync("schedules_loaded");
        await node.LineAsync("run_finished", null, ("job_name", "first"));

        new Jobs(folder).Add("first", "acme", "exit 0", "interval_seconds: 1").Add("second", "globex", "exit 0", "interval_seconds: 1").Write();
        loaded = await node.LineAsync("schedules_loaded", loaded, ("schedules", "2"));
        await node.LineAsync("run_finished", loaded, ("job_name", "second"));

        new Jobs(folder).Add("first", "acme", "exit 0", "interval_seconds: 1800").Add("second", "globex", "exit 0", "interval_seconds: 1").Write();
        loaded = await node.LineAsync("schedules_loaded", loaded);
        Assert.Equal("every 1800 s", (await node.CliAsync("schedules", "show", "first", "-o", "json")).Json.GetProperty("rule").GetString());

        new Jobs(folder).Add("first", "acme", "exit 0", "interval_seconds: 1").Add("second", "globex", "exit 0", "interval_seconds: 1", "enabled: false").Write();
        loaded = await node.LineAsync("schedules_loaded", loaded, ("active", "1"));
        await node.LineAsync("run_finished", loaded, ("job_name", "first"));
        Assert.Equal("disabled", (await node.CliAsync("schedules", "show", "second", "-o", "json")).Json.GetProperty("state").GetString());

        folder.Write("runner.yaml", "runner:\n  orchestrator:\n    schedules: many\n");
        var refused = await node.LineAsync("configuration_refused", loaded);
        Assert.Contains(node.Log, line => line.EventType == "configuration_error" && line.Message.Contains("runner.yaml:3:", StringComparison.Ordinal));
        await node.LineAsync("run_finished", refused, ("job_name", "first"));

        new Jobs(folder).Add("second", "globex", "exit 0", "interval_seconds: 1").Write();
        loaded = await node.LineAsync("schedules_loaded", refused, ("schedules", "1"));
        await node.LineAsync("run_finished", loaded, ("job_name", "second"));
        Assert.Equal(1, (await node.CliAsync("schedules", "show", "first")).ExitCode);
        Assert.Equal(0, await node.EndAsync(Signals.Interrupt));
    }

    private static void RequireLinux() => Skip.IfNot(OperatingSystem.IsLinux(), "The jobs are shell scripts.");
}
