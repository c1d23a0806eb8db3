using System.Text;
using System.Text.Json;
using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>What operators do with a running node, through the real command line.</summary>
public sealed class OperationsTests(OperationsNode operations) : IClassFixture<OperationsNode>
{
    private static readonly string[] RunFields =
    [
        "id", "tenant_id", "schedule", "trigger", "status", "reason", "scheduled_for", "queued_at", "started_at", "finished_at", "attempts",
    ];

    private RealNode Node => operations.Node;

    [SkippableTheory]
    [InlineData("ok", "success", 0)]
    [InlineData("partial", "partial", 1)]
    [InlineData("failing", "failure", 1)]
    public async Task Waiting_for_a_triggered_run_returns_how_it_ended(string schedule, string status, int exitCode)
    {
        RequireLinux();
        var result = await Node.CliAsync("schedules", "trigger", schedule, "--wait", "-o", "json");

        Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.Error}");
        Assert.Equal(status, result.Json.GetProperty("status").GetString());
        Assert.Equal("manual", result.Json.GetProperty("trigger").GetString());
        foreach (var field in RunFields.Concat(["attempt_list", "metrics", "tags"]))
            Assert.True(result.Json.TryGetProperty(field, out _), field);
        var attempt = Assert.Single(result.Json.GetProperty("attempt_list").EnumerateArray());
        foreach (var field in new[] { "number", "node", "pid", "exit_code", "error", "reason", "started_at", "finished_at" })
            Assert.True(attempt.TryGetProperty(field, out _), field);
        if (schedule == "ok")
            Assert.Equal(7, result.Json.GetProperty("metrics").GetProperty("records_count").GetDouble());
        if (schedule == "failing")
            Assert.Contains("broken", attempt.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_list_has_exactly_the_documented_fields_and_times_in_utc()
    {
        RequireLinux();
        await Node.LineAsync("run_finished", null, ("job_name", "beat"));

        var rows = await RowsAsync("--schedule", "beat", "--status", "success");

        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            Assert.Subset(row.EnumerateObject().Select(property => property.Name).ToHashSet(), RunFields.ToHashSet());
            Assert.Equal("schedule", row.GetProperty("trigger").GetString());
            foreach (var field in new[] { "scheduled_for", "queued_at", "started_at", "finished_at" })
                Assert.EndsWith("Z", row.GetProperty(field).GetString(), StringComparison.Ordinal);
            Assert.Equal(1, row.GetProperty("attempts").GetInt32());
        }
    }

    [SkippableFact]
    public async Task Cancelling_a_running_run_ends_its_process()
    {
        RequireLinux();
        var run = await TriggerAsync("slow");
        await Node.LineAsync("run_started", null, ("run_id", run));

        var cancel = await Node.CliAsync("runs", "cancel", run, "--reason", "wrong day");
        Assert.True(cancel.ExitCode == 0, cancel.Error);
        await Node.LineAsync("run_finished", null, ("run_id", run), ("status", "cancelled"));

        Assert.Empty(ProcessTable.WithEnvironment($"DATIVO_RUN_ID={run}"));
        var again = await Node.CliAsync("runs", "cancel", run);
        Assert.Equal(1, again.ExitCode);
    }

    [SkippableFact]
    public async Task A_run_that_takes_too_long_is_ended_as_timed_out()
    {
        RequireLinux();
        var result = await Node.CliAsync("schedules", "trigger", "overdue", "--wait", "-o", "json");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("timed_out", result.Json.GetProperty("status").GetString());
        Assert.Empty(ProcessTable.WithEnvironment($"DATIVO_RUN_ID={result.Json.GetProperty("id").GetString()}"));
    }

    [SkippableFact]
    public async Task A_command_that_does_not_exist_is_start_failed_and_shows_no_argument()
    {
        RequireLinux();
        var result = await Node.CliAsync("schedules", "trigger", "missing", "--wait", "-o", "json");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("failure", result.Json.GetProperty("status").GetString());
        Assert.Equal("start_failed", result.Json.GetProperty("reason").GetString());
        var error = Assert.Single(result.Json.GetProperty("attempt_list").EnumerateArray()).GetProperty("error").GetString();
        Assert.Contains("/bin/no-such-program", error, StringComparison.Ordinal);
        Assert.DoesNotContain("password", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_job_gets_its_run_in_its_environment_and_secrets_go_nowhere_else()
    {
        RequireLinux();
        var run = (await Node.CliAsync("schedules", "trigger", "environment", "--wait", "-o", "json")).Json;
        var missing = await Node.CliAsync("schedules", "trigger", "missing", "--wait");
        Assert.Equal(1, missing.ExitCode);
        var secretive = await Node.CliAsync("schedules", "trigger", "secretive", "--wait");
        Assert.Equal(0, secretive.ExitCode);

        var id = run.GetProperty("id").GetString()!;
        var logs = await Node.CliAsync("runs", "logs", id);
        Assert.Equal(0, logs.ExitCode);
        var variables = logs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        Assert.Equal(id, variables["DATIVO_RUN_ID"]);
        Assert.Equal("1", variables["DATIVO_ATTEMPT"]);
        Assert.Equal("environment", variables["DATIVO_TENANT_ID"]);
        Assert.Equal("environment", variables["DATIVO_JOB_NAME"]);
        Assert.Equal(run.GetProperty("scheduled_for").GetDateTimeOffset(), DateTimeOffset.Parse(variables["DATIVO_SCHEDULED_FOR"], System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(1));
        Assert.True(long.Parse(variables["DATIVO_FENCING_TOKEN"], System.Globalization.CultureInfo.InvariantCulture) >= 1);

        var secret = Encoding.UTF8.GetBytes(OperationsNode.Secret);
        var files = Directory.EnumerateFiles(operations.Folder.PathOf(".dativo"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ToArray();
        Assert.Contains(files, file => file.EndsWith("journal.db", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => Contains(file, secret));
        Assert.DoesNotContain(Node.Log, line => line.Text.Contains(OperationsNode.Secret, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Following_a_log_goes_on_to_the_end_of_the_run()
    {
        RequireLinux();
        var run = await TriggerAsync("chatty");
        var follow = Node.CliAsync("runs", "logs", run, "-f");
        await Node.LineAsync("run_started", null, ("run_id", run));
        Assert.False(follow.IsCompleted);
        operations.Say("chatty");

        var result = await follow;

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(["one", "two"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var tags = (await Node.CliAsync("runs", "show", run, "-o", "json")).Json.GetProperty("tags");
        Assert.Equal("sales", tags.GetProperty("team").GetString());
        Assert.Equal("chatty", tags.GetProperty("tenant").GetString());
    }

    [SkippableFact]
    public async Task Runs_of_a_tenant_run_in_parallel_up_to_both_limits_and_never_above()
    {
        RequireLinux();
        var runs = new List<string>();
        foreach (var schedule in new[] { "narrow", "narrow", "narrow", "wide", "wide", "wide", "narrow" })
            runs.Add(await TriggerAsync(schedule));
        foreach (var run in new[] { runs[0], runs[1], runs[3] })
            await Node.LineAsync("run_started", null, ("run_id", run));

        var tenant = (await Node.CliAsync("tenants", "show", "parallel", "-o", "json")).Json;
        Assert.Equal(3, tenant.GetProperty("running").GetInt32());
        Assert.Equal(4, tenant.GetProperty("queued").GetInt32());
        Assert.All(tenant.GetProperty("runs").EnumerateArray(), run =>
            Assert.Equal(run.GetProperty("status").GetString() == "queued", run.GetProperty("waits_for").ValueKind == JsonValueKind.String));
        operations.Say("parallel");
        foreach (var run in runs)
            await Node.LineAsync("run_finished", null, ("run_id", run), ("status", "success"));

        var (all, narrow, most, mostNarrow) = (0, 0, 0, 0);
        foreach (var line in await File.ReadAllLinesAsync(operations.Folder.PathOf("parallel.txt")))
        {
            var step = line[0] == '+' ? 1 : -1;
            all += step;
            narrow += line.EndsWith("narrow", StringComparison.Ordinal) ? step : 0;
            (most, mostNarrow) = (Math.Max(most, all), Math.Max(mostNarrow, narrow));
        }

        Assert.Equal((3, 2), (most, mostNarrow));
        Assert.Equal(0, all);
    }

    [SkippableFact]
    public async Task Each_overlap_policy_does_what_it_says()
    {
        RequireLinux();
        await Node.LineAsync("run_skipped", null, ("job_name", "queue_one"), ("reason", "overlap"));
        Assert.Single(await RowsAsync("--schedule", "queue_one", "--status", "queued"));

        await Node.LineAsync("run_skipped", null, ("job_name", "skip"), ("reason", "overlap"));
        Assert.Empty(await RowsAsync("--schedule", "skip", "--status", "queued"));

        await Node.LineAsync("run_finished", null, ("job_name", "cancel_running"), ("status", "cancelled"));
        Assert.DoesNotContain(await RowsAsync("--schedule", "cancel_running"), row => row.GetProperty("reason").GetString() == "overlap");

        // Five occurrences of queue_one are five of queue_all, whose schedule is the same.
        Assert.DoesNotContain(Node.Log, line => line.EventType == "run_skipped" && line["job_name"] == "queue_all");
        var skipped = await Node.LineAsync("run_skipped", null, ("job_name", "queue_one"));
        await Node.LineAsync("run_skipped", skipped, ("job_name", "queue_one"));
        Assert.True((await RowsAsync("--schedule", "queue_all", "--status", "queued")).Length >= 2);
    }

    [SkippableFact]
    public async Task A_paused_schedule_is_not_due_until_it_is_resumed_and_its_history_says_so()
    {
        RequireLinux();
        await Node.LineAsync("run_finished", null, ("job_name", "beat"));
        var pause = await Node.CliAsync("schedules", "pause", "beat", "--reason", "maintenance", "-o", "json");
        Assert.True(pause.ExitCode == 0, pause.Error);
        Assert.Equal("paused", pause.Json.GetProperty("state").GetString());
        Assert.Equal("maintenance", pause.Json.GetProperty("pause").GetProperty("reason").GetString());
        var paused = await Node.LineAsync("schedule_paused", null, ("job_name", "beat"));

        // More than two occurrences are not due.
        await Task.Delay(TimeSpan.FromSeconds(3.5));
        Assert.Equal(0, (await Node.CliAsync("schedules", "resume", "beat")).ExitCode);
        var resumed = await Node.LineAsync("schedule_resumed", paused, ("job_name", "beat"));
        await Node.LineAsync("run_skipped", resumed, ("job_name", "beat"), ("reason", "disabled"));
        await Node.LineAsync("run_finished", resumed, ("job_name", "beat"), ("status", "success"));

        var rows = (await RowsAsync("--schedule", "beat", "--limit", "1000")).OrderBy(row => row.GetProperty("scheduled_for").GetDateTimeOffset()).ToArray();
        for (var i = 1; i < rows.Length; i++)
            Assert.Equal(1, (rows[i].GetProperty("scheduled_for").GetDateTimeOffset() - rows[i - 1].GetProperty("scheduled_for").GetDateTimeOffset()).TotalSeconds);
    }

    [SkippableFact]
    public async Task What_is_not_there_is_one_line_and_exit_code_1()
    {
        RequireLinux();
        foreach (var arguments in new string[][] { ["runs", "show", "00000000-0000-7000-8000-000000000000"], ["schedules", "trigger", "slwo"], ["schedules", "show", "nothing"] })
        {
            var result = await Node.CliAsync(arguments);
            Assert.Equal(1, result.ExitCode);
            Assert.Single(result.Error.Trim().Split('\n'));
        }
    }

    private static void RequireLinux() => Skip.IfNot(OperatingSystem.IsLinux(), "The jobs are shell scripts, and the check reads /proc.");

    private static bool Contains(string file, byte[] text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(text) >= 0;
    }

    private async Task<string> TriggerAsync(string schedule)
    {
        var result = await Node.CliAsync("schedules", "trigger", schedule, "-o", "json");
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Json.GetProperty("run_id").GetString()!;
    }

    private async Task<JsonElement[]> RowsAsync(params string[] filters) =>
        [.. (await Node.CliAsync(["runs", "list", "-o", "json", .. filters])).Json.GetProperty("runs").EnumerateArray()];
}
