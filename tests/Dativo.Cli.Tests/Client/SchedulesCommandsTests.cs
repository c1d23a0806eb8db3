using System.Text.Json.Nodes;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;
using Dativo.Web.Tests.Doubles;

namespace Dativo.Cli.Tests.Client;

public sealed class SchedulesCommandsTests : IAsyncLifetime
{
    private CliNode _node = null!;

    public async Task InitializeAsync()
    {
        _node = await CliNode.StartAsync();
        foreach (var schedule in new[]
        {
            Samples.Schedule("hourly"),
            Samples.Schedule("nightly", "globex", ScheduleStatus.Disabled),
            Samples.Schedule("broken", null, ScheduleStatus.Invalid),
        })
        {
            _node.Orchestrator.Schedules[schedule.Name] = schedule;
        }
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task The_list_is_a_table()
    {
        Assert.Equal(
            [
                "NAME     TENANT  STATE     RULE       TIMEZONE            NEXT       LAST  NOTE",
                "broken           invalid   0 * * * *  Europe/Berlin                        jobs/broken.yaml:3:1: tenant_id is missing",
                "hourly   acme    active    0 * * * *  Europe/Berlin  in 57 min  3 min ago",
                "nightly  globex  disabled  0 * * * *  Europe/Berlin",
            ],
            (await _node.RunPipedAsync("schedules", "list")).Ok().Lines);
        Assert.All((await _node.RunAsync(80, "schedules", "list")).Ok().Lines, line => Assert.True(line.Length <= 80, line));
        Assert.Equal(2, (await _node.RunAsync("schedules", "list", "--tenant", "acme")).Ok().Lines.Length);
    }

    [Fact]
    public async Task A_page_shows_a_schedule_whole()
    {
        Assert.Equal(
            [
                "Schedule    hourly",
                "State       active",
                "Tenant      acme",
                "Rule        0 * * * * (Europe/Berlin)",
                "Next        2026-01-31T13:00:00Z (in 57 min)",
                "Last        2026-01-31T12:00:00Z (3 min ago)",
                "At once     1 run at the most",
                "Job file    /etc/dativo/jobs/hourly.yaml",
                "",
                "Tags",
                "  connector_type  stripe",
            ],
            (await _node.RunAsync("schedules", "show", "hourly")).Ok().Lines);
    }

    [Fact]
    public async Task A_schedule_is_paused_until_a_time_and_resumed()
    {
        var paused = (await _node.RunAsync("schedules", "pause", "hourly", "--reason", "source is down", "--until", "2h")).Ok();
        Assert.Equal(["schedule hourly is paused until 2026-01-31T14:03:00Z (in 2 h)"], paused.Lines);
        Assert.Equal(new PauseInfo("Jürgen", CliNode.Now, "source is down", CliNode.Now.AddHours(2)), _node.Orchestrator.Schedules["hourly"].Pause);
        Assert.Contains("Paused      2026-01-31T12:03:00Z (now) by Jürgen: source is down", (await _node.RunAsync("schedules", "show", "hourly")).Ok().Lines);

        Assert.Equal(["schedule hourly is active"], (await _node.RunAsync("schedules", "resume", "hourly")).Ok().Lines);
        Assert.Equal(["schedule hourly is paused until it is resumed: dativo schedules resume hourly"], (await _node.RunAsync("schedules", "pause", "hourly")).Ok().Lines);
    }

    [Fact]
    public async Task A_trigger_prints_the_run()
    {
        var result = (await _node.RunAsync("schedules", "trigger", "hourly")).Ok();
        Assert.Matches("^run [0-9a-f-]{36} of tenant acme is accepted; follow it: dativo runs logs [0-9a-f-]{36} -f$", Assert.Single(result.Lines));

        var json = JsonNode.Parse((await _node.RunAsync("schedules", "trigger", "hourly", "-o", "json")).Ok().Out)!;
        Assert.Equal("acme", (string)json["tenant_id"]!);
        Assert.Equal(["trigger hourly by Jürgen", "trigger hourly by Jürgen"], _node.Orchestrator.Calls);
    }

    [Fact]
    public async Task A_refused_trigger_and_an_unknown_schedule_are_exit_code_1()
    {
        Assert.Equal("no schedule is named 'hourli'; did you mean 'hourly'?", (await _node.RunAsync("schedules", "trigger", "hourli", "--wait")).Failed(1));
        _node.Orchestrator.Refusal = "schedule hourly is invalid: jobs/hourly.yaml:1:1: not YAML";
        Assert.Equal("schedule hourly is invalid: jobs/hourly.yaml:1:1: not YAML", (await _node.RunAsync("schedules", "trigger", "hourly")).Failed(1));
    }

    [Fact]
    public async Task Waiting_prints_each_change_and_ends_with_the_run()
    {
        var output = new SignalWriter();
        var accepted = new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously);
        _node.Orchestrator.OnTriggered = (_, run) =>
        {
            var queued = Samples.Run(run.ToString(), RunStatus.Queued, attempts: 0);
            _node.Orchestrator.Tenants["acme"] = new TenantView { TenantId = "acme", Concurrency = 1, Runs = [Samples.Open(queued, waitsFor: "a free worker slot")] };
            _node.History.Put(queued);
            accepted.SetResult(run);
        };

        var command = CliNode.RunAsync(["schedules", "trigger", "hourly", "--wait"], new() { ["DATIVO_SERVER"] = _node.Address }, output: output);
        var id = (await accepted.Task).ToString();
        void Becomes(RunStatus status, int attempts)
        {
            var run = Samples.Run(id, status, attempts: attempts);
            _node.Orchestrator.Tenants.Clear();
            _node.History.Put(status == RunStatus.WaitingRetry ? run with { Attempts = [run.Attempts[0] with { ExitCode = 1 }] } : run);
        }

        await output.WaitForAsync("queued, waits for a free worker slot");
        Becomes(RunStatus.Running, 1);
        await output.WaitForAsync("running, attempt 1");
        Becomes(RunStatus.WaitingRetry, 1);
        await output.WaitForAsync("attempt 1 failed");
        Becomes(RunStatus.Running, 2);
        await output.WaitForAsync("running, attempt 2");
        Becomes(RunStatus.Success, 2);

        var result = (await command).Ok();
        Assert.Equal(
            [
                $"run {id} of tenant acme is accepted",
                "12:03:00Z  queued, waits for a free worker slot",
                "12:03:00Z  running, attempt 1",
                "12:03:00Z  attempt 1 failed (exit code 1), the next one is due at 2026-01-31T12:00:10Z",
                "12:03:00Z  running, attempt 2",
                "12:03:00Z  success after 4.2 s",
            ],
            result.Lines);
    }

    [Theory]
    [InlineData(RunStatus.Success, 0)]
    [InlineData(RunStatus.Partial, 1)]
    [InlineData(RunStatus.Failure, 1)]
    [InlineData(RunStatus.Cancelled, 1)]
    [InlineData(RunStatus.TimedOut, 1)]
    public async Task The_exit_code_of_a_wait_is_the_run_s_end(RunStatus status, int exitCode)
    {
        _node.Orchestrator.OnTriggered = (_, run) => _node.History.Put(Samples.Run(run.ToString(), status, reason: "exit_code"));

        var result = await _node.RunAsync("schedules", "trigger", "hourly", "--wait", "-o", "json");

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(status.Name(), (string)JsonNode.Parse(result.Out)!["status"]!);
        Assert.Contains($"Z  {status.Name()}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_that_is_interrupted_says_that_the_run_goes_on()
    {
        using var interrupt = new CancellationTokenSource();
        var output = new SignalWriter();
        _node.Orchestrator.OnTriggered = (_, run) => _node.History.Put(Samples.Run(run.ToString(), RunStatus.Running));
        var command = CliNode.RunAsync(
            ["schedules", "trigger", "hourly", "--wait"], new() { ["DATIVO_SERVER"] = _node.Address }, output: output, cancellationToken: interrupt.Token);

        await output.WaitForAsync("running");
        await interrupt.CancelAsync();

        var result = await command;
        Assert.Equal(130, result.ExitCode);
        Assert.StartsWith("dativo: no longer waiting; the run goes on: dativo runs show ", result.Error, StringComparison.Ordinal);
    }
}
