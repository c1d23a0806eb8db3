using Dativo.Actors.Tenants;
using Dativo.Web.Tests.Doubles;

namespace Dativo.Cli.Tests.Client;

public sealed class RunsCommandsTests : IAsyncLifetime
{
    private const string First = "0198c0de-1a2b-7000-8000-000000000001";
    private const string Second = "0198c0de-1a2c-7000-8000-000000000002";
    private const string Third = "0198c0de-1a2c-7000-8fff-000000000003";
    private CliNode _node = null!;

    public async Task InitializeAsync() => _node = await CliNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task The_list_is_a_table()
    {
        PutThree();

        var result = (await _node.RunAsync(104, "runs", "list")).Ok();

        Assert.Equal(
            """
            ID                  TENANT  SCHEDULE  STATUS   REASON                TRIGGER      QUEUED     TOOK  TRIES
            0198c0de1a2c70008f  globex  nightly   running                        schedule  2 min ago  2.2 min      1
            0198c0de1a2c700080  acme    hourly    skipped  overlap: an earlier…  schedule  2 min ago               0
            0198c0de1a2b        acme    hourly    success                        schedule  3 min ago    4.2 s      2

            """.ReplaceLineEndings(),
            result.Out);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task No_line_of_the_list_is_wider_than_the_terminal(int width)
    {
        _node.History.Put(Enumerable.Range(0, 30).Select(number => Samples.Run(
            $"0198c0de-1a{number:x2}-7000-8000-000000000001",
            (RunStatus)((number % 9) + 1),
            tenant: $"a_tenant_with_quite_a_long_name_{number}",
            schedule: $"a_schedule_with_quite_a_long_name_{number}",
            reason: "overlap",
            detail: "an earlier run of the schedule was still active, and one waits already")).ToArray());

        var result = (await _node.RunAsync(width, "runs", "list")).Ok();

        Assert.Equal(31, result.Lines.Length);
        Assert.All(result.Lines, line => Assert.True(line.Length <= Math.Max(width, 72), $"{line.Length}: {line}"));
        if (width >= 80)
            Assert.All(result.Lines, line => Assert.True(line.Length <= width, $"{line.Length}: {line}"));
    }

    [Fact]
    public async Task Output_that_goes_elsewhere_is_not_cut()
    {
        _node.History.Put(Samples.Run(First, RunStatus.Skipped, attempts: 0, schedule: new string('s', 90), detail: new string('d', 200)));

        var result = (await _node.RunPipedAsync("runs", "list")).Ok();

        Assert.Contains(new string('s', 90), result.Out, StringComparison.Ordinal);
        Assert.Contains(new string('d', 200), result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_short_id_of_the_list_is_accepted_by_the_other_commands()
    {
        PutThree();
        var rows = (await _node.RunAsync("runs", "list")).Ok().Lines.Skip(1).ToArray();

        var shown = new List<string>();
        foreach (var row in rows)
            shown.Add((await _node.RunAsync("runs", "show", row.Split(' ')[0])).Ok().Lines[0].Split(' ')[^1]);

        Assert.Equal([Third, Second, First], shown);
    }

    [Fact]
    public async Task Filters_are_passed_on()
    {
        PutThree();

        Assert.Contains("globex", (await _node.RunAsync("runs", "list", "--tenant", "globex")).Ok().Lines[1], StringComparison.Ordinal);
        Assert.Equal(3, (await _node.RunAsync("runs", "list", "--status", "success,skipped", "--schedule", "hourly")).Ok().Lines.Length);
        Assert.Equal(3, (await _node.RunAsync("runs", "list", "--status", "success", "--status", "running")).Ok().Lines.Length);
        Assert.Equal(2, (await _node.RunAsync("runs", "list", "--limit", "1")).Ok().Lines.Length);
        Assert.Equal(3, (await _node.RunAsync("runs", "list", "--since", "2m30s")).Ok().Lines.Length);
        Assert.Equal(["no runs"], (await _node.RunAsync("runs", "list", "--since", "10s")).Ok().Lines);
    }

    [Fact]
    public async Task JSON_is_exactly_the_answer_of_the_API()
    {
        PutThree();
        using var http = new HttpClient();

        Assert.Equal(await http.GetStringAsync($"{_node.Address}/api/v1/runs?limit=50") + Environment.NewLine, (await _node.RunAsync("runs", "list", "-o", "json")).Ok().Out);
        Assert.Equal(await http.GetStringAsync($"{_node.Address}/api/v1/runs/{First}") + Environment.NewLine, (await _node.RunAsync("runs", "show", First, "-o", "json")).Ok().Out);
    }

    [Fact]
    public async Task A_page_shows_a_run_whole()
    {
        var run = Samples.Run(First, RunStatus.Failure, attempts: 2, reason: "exit_code", detail: "exited with 2, no retry left");
        _node.History.Put(run with
        {
            RequestedBy = "ada",
            Metrics = run.Metrics.Add("records_count", 1_234_567).Add("validation_rate_percent", 99.5),
            Attempts = run.Attempts.SetItem(1, run.Attempts[1] with { Error = "line one\nline two\x1b[31m\nTraceback\n", ExitCode = 2 }),
        });

        var result = (await _node.RunAsync("runs", "show", First)).Ok();

        Assert.Equal(
            """
            Run         0198c0de-1a2b-7000-8000-000000000001
            Status      failure
            Why         exit_code: exited with 2, no retry left
            Tenant      acme
            Schedule    stripe_customers_hourly
            Trigger     schedule, asked for by ada
            For         2026-01-31T12:00:00Z (3 min ago)
            Queued      2026-01-31T12:00:00Z (3 min ago)
            Started     2026-01-31T12:00:00.012Z (2 min ago)
            Finished    2026-01-31T12:00:04.250Z (2 min ago)
            Took        4.2 s
            Job file    /etc/dativo/jobs/stripe_customers.yaml

            Attempts
              #  OUTCOME  EXIT  REASON       STARTED   TOOK   PID  TOKEN  NODE
              1  exited      1  exit_code  2 min ago  4.2 s  4001     41  akka://dativo@127…
                 | connection reset by peer
              2  exited      2             2 min ago  4.2 s  4002     42  akka://dativo@127…
                 | line one
                 | line two [31m
                 | Traceback

            Metrics
              records_count            1,234,567
              validation_rate_percent  99.5

            Tags
              tenant  acme

            """.ReplaceLineEndings(),
            result.Out);
    }

    [Fact]
    public async Task A_page_of_an_open_run_says_what_it_waits_for()
    {
        var run = Samples.Run(First, RunStatus.Queued, attempts: 0);
        _node.History.Put(run);
        _node.Orchestrator.Tenants["acme"] = new TenantView { TenantId = "acme", Concurrency = 1, Runs = [Samples.Open(run, waitsFor: "run 0198c0de1a2a of nightly holds the tenant")] };

        var result = (await _node.RunAsync("runs", "show", First)).Ok();
        Assert.Contains("Waits for   run 0198c0de1a2a of nightly holds the tenant", result.Lines);
        Assert.DoesNotContain("Note", result.Out, StringComparison.Ordinal);

        _node.Orchestrator.TenantsDown = true;
        Assert.Contains("Note        its tenant gave no word on it just now; this is what the history holds", (await _node.RunAsync("runs", "show", First)).Ok().Lines);
    }

    [Fact]
    public async Task Logs_are_printed_as_they_are()
    {
        _node.History.Put(Samples.Run(First, RunStatus.Success, attempts: 2));
        _node.Logs.Write(Guid.Parse(First), 1, "first try\n");
        _node.Logs.Write(Guid.Parse(First), 2, "Grüße\nno newline at the end");

        Assert.Equal("Grüße\nno newline at the end", (await _node.RunAsync("runs", "logs", First)).Ok().Out);
        Assert.Equal("first try\n", (await _node.RunAsync("runs", "logs", First, "--attempt", "1")).Ok().Out);
        Assert.Equal("the run has no attempt 3 (it has 2)", (await _node.RunAsync("runs", "logs", First, "--attempt", "3")).Failed(1));
    }

    [Fact]
    public async Task Following_goes_on_through_the_retries_to_the_end_of_the_run()
    {
        var id = Guid.Parse(First);
        _node.History.Put(Samples.Run(First, RunStatus.Running));
        _node.Logs.Write(id, 1, "one\n");
        var output = new SignalWriter();
        var command = CliNode.RunAsync(["runs", "logs", First, "-f"], new() { ["DATIVO_SERVER"] = _node.Address }, output: output);

        await output.WaitForAsync("one");
        _node.History.Put(Samples.Run(First, RunStatus.Running, attempts: 2));
        _node.Logs.Complete(id, 1);
        _node.Logs.Write(id, 2, "two\n");
        await output.WaitForAsync("two");
        _node.History.Put(Samples.Run(First, RunStatus.Success, attempts: 2));
        _node.Logs.Complete(id, 2);

        var result = await command;
        Assert.Equal((0, "one\ntwo\n"), (result.ExitCode, result.Out));
        Assert.Equal("-- attempt 2 --", result.Error.Trim());
    }

    [Fact]
    public async Task A_cancel_carries_the_reason_and_the_name_of_the_user()
    {
        var run = Samples.Run(First, RunStatus.Running);
        _node.History.Put(run);
        _node.Orchestrator.Tenants["acme"] = new TenantView { TenantId = "acme", Concurrency = 1, Runs = [Samples.Open(run)] };

        var result = (await _node.RunAsync("runs", "cancel", First, "--reason", "wrong month")).Ok();

        Assert.Equal([$"run {First} of tenant acme is being cancelled"], result.Lines);
        Assert.Equal([$"cancel {First} of acme by Jürgen: wrong month"], _node.Orchestrator.Calls);
        Assert.Equal("""{"run_id":"0198c0de-1a2b-7000-8000-000000000001","tenant_id":"acme"}""", (await _node.RunAsync("runs", "cancel", First, "-o", "json")).Ok().Out.TrimEnd());
    }

    [Fact]
    public async Task What_is_asked_about_and_not_there_is_exit_code_1()
    {
        _node.History.Put(Samples.Run(First, RunStatus.Success));

        Assert.Equal("no run has an id that starts with 'ffff'", (await _node.RunAsync("runs", "show", "ffff")).Failed(1));
        Assert.Contains("no run has the id 'no such/run'", (await _node.RunAsync("runs", "logs", "no such/run", "-f")).Failed(1), StringComparison.Ordinal);
        Assert.Equal("the run has already ended (success)", (await _node.RunAsync("runs", "cancel", First)).Failed(1));
    }

    [Fact]
    public async Task Colours_are_for_terminals_alone()
    {
        PutThree();
        var environment = new Dictionary<string, string> { ["DATIVO_SERVER"] = _node.Address };

        Assert.Contains("\x1b[32msuccess\x1b[0m", (await CliNode.RunAsync(["runs", "list"], environment, colours: true)).Ok().Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\x1b", (await CliNode.RunAsync(["runs", "list"], environment, colours: false)).Ok().Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\x1b", (await CliNode.RunAsync(["runs", "show", First, "-o", "json"], environment, colours: true)).Ok().Out, StringComparison.Ordinal);
    }

    private void PutThree() => _node.History.Put(
        Samples.Run(First, RunStatus.Success, schedule: "hourly", attempts: 2),
        Samples.Run(Second, RunStatus.Skipped, schedule: "hourly", queuedAt: Samples.Noon.AddSeconds(40), attempts: 0, reason: "overlap", detail: "an earlier run was active"),
        Samples.Run(Third, RunStatus.Running, tenant: "globex", schedule: "nightly", queuedAt: Samples.Noon.AddSeconds(50)));
}
