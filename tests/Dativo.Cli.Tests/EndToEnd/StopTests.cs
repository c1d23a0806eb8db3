using System.Collections.Immutable;
using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>How a node stops, and who may start.</summary>
public sealed class StopTests
{
    // What runs would otherwise be given 20 s to end by itself.
    private static readonly IReadOnlyDictionary<string, string> ShortDrain = ImmutableDictionary<string, string>.Empty.Add("DATIVO_NODE_DRAIN_TIMEOUT_SECONDS", "1");

    [SkippableFact]
    public async Task Sigterm_ends_running_jobs_as_interrupted_and_the_next_node_makes_them_again()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The check reads /proc.");
        using var folder = new TestFolder();
        var mark = $"STOP_TEST={folder.FullName}";
        var jobs = new Jobs(folder) { Orchestrator = $"    executor: {{ environment: {{ STOP_TEST: \"{folder.FullName}\" }} }}\n" };
        jobs.Add("long", "acme", $"echo begun\n[ \"$DATIVO_ATTEMPT\" -gt 1 ] || sleep 600\n").Write();

        Guid run;
        await using (var node = await RealNode.StartAsync(folder.FullName, "runner.yaml", ShortDrain))
        {
            var trigger = await node.CliAsync("schedules", "trigger", "long", "-o", "json");
            Assert.True(trigger.ExitCode == 0, trigger.Error);
            run = trigger.Json.GetProperty("run_id").GetGuid();
            await node.LineAsync("run_started", null, ("run_id", run.ToString()));

            var second = await DativoProgram.RunAsync(folder.FullName, "start", "orchestrated", "--runner-config", "runner.yaml", "--http", "127.0.0.1:0");
            Assert.Equal(2, second.ExitCode);
            Assert.Contains($"held by another node: process {node.Pid}", second.Error, StringComparison.Ordinal);
            Assert.Single(second.Error.Trim().Split('\n'));

            Assert.Equal(0, await node.EndAsync(Signals.Terminate));
            Assert.All(node.Log, line => Assert.Equal(System.Text.Json.JsonValueKind.Object, line.Json.ValueKind));
            Assert.Empty(node.Error);
        }

        Assert.Empty(ProcessTable.WithEnvironment(mark));
        await using var next = await RealNode.StartAsync(folder.FullName, "runner.yaml");
        await next.LineAsync("run_finished", null, ("run_id", run.ToString()));
        var page = (await next.CliAsync("runs", "show", run.ToString(), "-o", "json")).Json;
        Assert.Equal("success", page.GetProperty("status").GetString());
        Assert.Equal(["interrupted", "exited"], page.GetProperty("attempt_list").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString()));
    }

    [SkippableFact]
    public async Task A_node_stops_in_peace_however_long_its_jobs_take_to_end()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Signals are sent with libc.");
        using var folder = new TestFolder();

        // Longer than a command line is given by default.
        new Jobs(folder).Add("slow", "acme", "trap 'sleep 4; exit 0' TERM\ntouch ready\nwhile :; do sleep 0.1; done\n").Write();
        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml", ShortDrain);
        Assert.Equal(0, (await node.CliAsync("schedules", "trigger", "slow")).ExitCode);
        while (!File.Exists(folder.PathOf("ready")))
            await Task.Delay(20);

        Assert.Equal(0, await node.EndAsync(Signals.Terminate));

        Assert.Contains(node.Log, line => line.EventType == "run_finished" && line["status"] == "success");
    }

    [SkippableFact]
    public async Task An_address_in_use_refuses_the_start_with_one_line()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Signals are sent with libc.");
        using var folder = new TestFolder();
        new Jobs(folder).Add("idle", "acme", "exit 0").Write();
        await using var node = await RealNode.StartAsync(folder.FullName, "runner.yaml");

        var address = new Uri(node.Server!).Authority;
        var second = await DativoProgram.RunAsync(folder.FullName, "start", "orchestrated", "--runner-config", "runner.yaml", "--http", address, "--data-dir", "other", "--log-format", "json");

        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"{address} is in use", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
        Assert.Single(second.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_refuses_the_start_with_one_line_without_its_password()
    {
        using var folder = new TestFolder();

        var result = await DativoProgram.RunAsync(
            folder.FullName, "start", "orchestrated", "--roles", "web", "--http", "127.0.0.1:0", "--database", "Host=127.0.0.1;Port=9;Database=dativo;Password=s3cr3t", "--log-format", "json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("dativo on 127.0.0.1:9", Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_node_client_commands_say_how_to_start_one_and_exit_with_3()
    {
        using var folder = new TestFolder();

        var result = await DativoProgram.RunAsync(folder.FullName, "runs", "list", "--server", "http://127.0.0.1:9");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("dativo start", result.Error, StringComparison.Ordinal);
    }
}
