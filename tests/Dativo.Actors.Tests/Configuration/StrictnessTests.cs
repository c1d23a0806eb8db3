using Dativo.Actors.Configuration;

namespace Dativo.Actors.Tests.Configuration;

public sealed class StrictnessTests : IDisposable
{
    private const string Schedule = "runner.orchestrator.schedules[0]";
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cron: '61 * * * *'", ".cron: minute: 61")]
    [InlineData("cron: '0 0 30 2 *'", ".cron: ")]
    [InlineData("cron: '*/90 * * * *'", ".cron: ")]
    [InlineData("cron: 5", ".cron: is a number")]
    [InlineData("cron: [1]", ".cron: is a list")]
    [InlineData("cron: ''", ".cron: is an empty text")]
    [InlineData("cron: '@daily'\ntimezone: Europe/Berlni", ".timezone: unknown time zone 'Europe/Berlni'")]
    [InlineData("cron: '@daily'\ntimezone: 5", ".timezone: is a number")]
    [InlineData("interval_seconds: 0", ".interval_seconds: is out of range: '0' (expected a number, 1 to")]
    [InlineData("interval_seconds: -60", ".interval_seconds: is out of range")]
    [InlineData("interval_seconds: 0.5", ".interval_seconds: is out of range")]
    [InlineData("interval_seconds: 1e999", ".interval_seconds: is not a number")]
    [InlineData("interval_seconds: 99999999999999999999999999999999999", ".interval_seconds: is not a number")]
    [InlineData("interval_seconds: hourly", ".interval_seconds: is not a number")]
    [InlineData("interval_seconds: 0777", ".interval_seconds: begins with 0")]
    [InlineData("interval_seconds: 60\nanchor: yesterday", ".anchor: is not an instant: 'yesterday'")]
    [InlineData("interval_seconds: 60\nanchor: 2026-01-31T06:00:00", ".anchor: is not an instant")]
    [InlineData("cron: '@daily'\nanchor: 2026-01-31T06:00:00Z", ".anchor: is given beside cron")]
    [InlineData("cron: '@daily'\ninterval_seconds: 60", ".interval_seconds: is given beside cron")]
    [InlineData("enabled: true", ".cron: is missing, and so is interval_seconds")]
    [InlineData("cron: '@daily'\nmax_concurrent_runs: 0", ".max_concurrent_runs: is out of range: '0' (expected a whole number, 1 to 10,000)")]
    [InlineData("cron: '@daily'\nmax_concurrent_runs: -1", ".max_concurrent_runs: is out of range")]
    [InlineData("cron: '@daily'\nmax_concurrent_runs: 1.5", ".max_concurrent_runs: is not a whole number")]
    [InlineData("cron: '@daily'\nmax_concurrent_runs: two", ".max_concurrent_runs: is not a number: 'two'")]
    [InlineData("cron: '@daily'\nenabled: maybe", ".enabled: is not true or false: 'maybe'")]
    [InlineData("cron: '@daily'\nenabled: 1", ".enabled: is not true or false")]
    [InlineData("cron: '@daily'\ntags: [a]", ".tags: is a list (expected a map of texts")]
    [InlineData("cron: '@daily'\ntags: {a: [b]}", ".tags.a: is a list (expected text)")]
    [InlineData("cron: '@daily'\ntags: {a: }", ".tags.a: has no value")]
    [InlineData("cron: '@daily'\ncatchup: newest", ".catchup: is not a known word: 'newest' (expected one of latest, none, all)")]
    [InlineData("cron: '@daily'\noverlap: queue_al", "did you mean queue_all?")]
    [InlineData("cron: '@daily'\ncatchup_window_seconds: 0", ".catchup_window_seconds: is out of range")]
    [InlineData("cron: '@daily'\ntimeout_seconds: 0", ".timeout_seconds: is out of range")]
    [InlineData("cron: '@daily'\ntimeout_seconds: -1", ".timeout_seconds: is out of range")]
    [InlineData("cron: '@daily'\njitter_seconds: -1", ".jitter_seconds: is out of range")]
    [InlineData("cron: '@daily'\npriority: high", ".priority: is not a number")]
    [InlineData("cron: '@daily'\ncommand: run it", ".command: is a single value (expected a list of texts")]
    [InlineData("cron: '@daily'\ncommand: []", ".command: names no program")]
    [InlineData("cron: '@daily'\ncommand: [a, [b]]", ".command[1]: is a list")]
    public void A_wrong_schedule_is_an_error_at_its_place(string lines, string message)
    {
        var result = _folder.LoadSchedule(lines);

        Assert.Null(result.Definition);
        var error = Assert.Single(result.Diagnostics, diagnostic => diagnostic.ToString().Contains(message, StringComparison.Ordinal));
        Assert.Equal(Severity.Error, error.Severity);
        Assert.StartsWith(Schedule, error.Key, StringComparison.Ordinal);
        Assert.StartsWith($"runner.yaml:{error.Line}:{error.Column}: {error.Key}: ", error.ToString(), StringComparison.Ordinal);
        Assert.InRange(error.Line, 4, 7 + lines.Count('\n'));
    }

    [Theory]
    [InlineData("concurrency_per_tenant: 0", "concurrency_per_tenant: is out of range: '0' (expected a whole number, 1 to 10,000)")]
    [InlineData("concurrency_per_tenant: -1", "concurrency_per_tenant: is out of range")]
    [InlineData("retry_holds_tenant: 5", "retry_holds_tenant: is not true or false")]
    [InlineData("type: prefect", "type: is not a known word: 'prefect' (expected one of dagster, akka, airflow)")]
    [InlineData("tenants: [acme]", "tenants: is a list (expected a map: by tenant id)")]
    [InlineData("tenants: {acme: 3}", "tenants.acme: is a single value (expected a map with concurrency, max_queued_runs or weight)")]
    [InlineData("tenants: {acme: {concurrency: 0}}", "tenants.acme.concurrency: is out of range")]
    [InlineData("tenants: {acme: {max_queued_runs: 0}}", "tenants.acme.max_queued_runs: is out of range")]
    [InlineData("tenants: {acme: {weight: 0}}", "tenants.acme.weight: is out of range")]
    [InlineData("tenants: {acme: {weight: 1001}}", "tenants.acme.weight: is out of range")]
    [InlineData("tenants: {acme: {weight: 1.5}}", "tenants.acme.weight: ")]
    [InlineData("tenants: {../x: {}}", "tenants: the tenant id '../x' has a slash")]
    [InlineData("executor: {command: dativo run}", "executor.command: is a single value (expected a list of texts")]
    [InlineData("executor: {working_directory: nowhere}", "executor.working_directory: no such directory: 'nowhere'")]
    [InlineData("executor: {environment: {A=B: c}}", "executor.environment.A=B: is not a name a variable can have")]
    [InlineData("executor: {kill_grace_seconds: -1}", "executor.kill_grace_seconds: is out of range")]
    [InlineData("executor: {max_concurrent_jobs: 0}", "executor.max_concurrent_jobs: is out of range")]
    public void A_wrong_orchestrator_is_an_error_at_its_place(string lines, string message)
    {
        var result = _folder.LoadSchedule("cron: '@daily'", lines);

        Assert.Null(result.Definition);
        var error = Assert.Single(result.Diagnostics);
        Assert.StartsWith($"runner.yaml:3:{error.Column}: runner.orchestrator.{message}", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1", "runner: is missing")]
    [InlineData("runner: []", "runner: is a list")]
    [InlineData("runner:", "runner: has no value")]
    [InlineData("runner: {mode: oneshot}", "runner.orchestrator: is missing")]
    [InlineData("runner: {orchestrator: {}}", "runner.orchestrator.schedules: is missing")]
    [InlineData("runner: {orchestrator: {schedules: {}}}", "runner.orchestrator.schedules: is a map of keys and values (expected a list of maps)")]
    [InlineData("runner: {orchestrator: {schedules: [text]}}", "runner.orchestrator.schedules[0]: is a single value")]
    [InlineData("runner: {mode: server, orchestrator: {schedules: []}}", "runner.mode: is not a known word")]
    [InlineData("tenant_id: acme", "runner: is missing; this is a job file")]
    [InlineData("- a", "is a list (expected a map of keys and values)")]
    [InlineData("just text", "is a single value (expected a map of keys and values)")]
    public void A_file_of_another_shape_is_an_error(string text, string message)
    {
        var result = _folder.Load(text);

        Assert.Null(result.Definition);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error && diagnostic.ToString().Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(" a")]
    [InlineData("a\\tb")]
    public void A_name_that_cannot_be_one_everywhere_is_an_error(string name)
    {
        var result = _folder.Load($"runner: {{orchestrator: {{schedules: [{{name: \"{name}\", config: job.yaml, cron: '@daily'}}]}}}}");

        Assert.Equal(Schedule + ".name", Assert.Single(result.Diagnostics).Key);
        Assert.Null(result.Definition);
    }

    [Fact]
    public void A_name_has_at_most_128_characters()
    {
        Assert.NotNull(_folder.Load($"runner: {{orchestrator: {{schedules: [{{name: {new string('x', 128)}, config: job.yaml, cron: '@daily'}}]}}}}").Definition);
        Assert.Null(_folder.Load($"runner: {{orchestrator: {{schedules: [{{name: {new string('x', 129)}, config: job.yaml, cron: '@daily'}}]}}}}").Definition);
    }

    [Fact]
    public void Schedules_of_one_name_are_an_error_that_names_both_lines()
    {
        var result = _folder.Load("""
            runner:
              orchestrator:
                schedules:
                  - name: same
                    config: job.yaml
                    cron: '@daily'
                  - name: same
                    config: job.yaml
                    cron: '@daily'
            """);

        Assert.Null(result.Definition);
        Assert.Equal(
            "runner.yaml:7:15: runner.orchestrator.schedules[1].name: is the name of another schedule too, in line 4 (expected a name of its own)",
            Assert.Single(result.Diagnostics).ToString());
    }

    [Fact]
    public void A_key_given_twice_is_an_error_that_names_both_lines()
    {
        var result = _folder.LoadSchedule("cron: '@daily'\ncron: '@hourly'");

        Assert.Null(result.Definition);
        Assert.Equal("runner.yaml:7:9: cron: is given twice (first in line 6); keep one of them", Assert.Single(result.Diagnostics).ToString());
    }

    [Fact]
    public void All_errors_of_all_files_come_at_once_in_their_order()
    {
        _folder.Write("broken.yaml", "source_connector: csv\nretry_config: {max_retries: -1}\n");
        var result = _folder.Load("""
            runner:
              mode: orchestratd
              orchestrator:
                concurrency_per_tenant: 0
                schedules:
                  - name: a
                    config: broken.yaml
                    cron: "61 * * * *"
                    enabled: maybe
                    max_concurent_runs: 2
                  - name: a
                    config: nowhere.yaml
                    interval_seconds: 0
            """);

        Assert.Null(result.Definition);
        Assert.Equal(
            [
                "runner.yaml:2 runner.mode",
                "runner.yaml:4 runner.orchestrator.concurrency_per_tenant",
                "runner.yaml:8 runner.orchestrator.schedules[0].cron",
                "runner.yaml:9 runner.orchestrator.schedules[0].enabled",
                "runner.yaml:10 runner.orchestrator.schedules[0].max_concurent_runs",
                "runner.yaml:11 runner.orchestrator.schedules[1].name",
                "runner.yaml:12 runner.orchestrator.schedules[1].config",
                "runner.yaml:13 runner.orchestrator.schedules[1].interval_seconds",
                "broken.yaml:1 tenant_id",
                "broken.yaml:2 retry_config.max_retries",
            ],
            result.Diagnostics.Select(diagnostic => $"{diagnostic.File}:{diagnostic.Line} {diagnostic.Key}"));
    }

    [Theory]
    [InlineData("max_concurent_runs: 2", "max_concurrent_runs")]
    [InlineData("maxConcurrentRuns: 2", "max_concurrent_runs")]
    [InlineData("timeout: 2", "timeout_seconds")]
    [InlineData("time_zone: UTC", "timezone")]
    [InlineData("catch_up: all", "catchup")]
    public void An_unknown_key_is_a_warning_with_the_nearest_one(string line, string meant)
    {
        var result = _folder.LoadSchedule($"cron: '@daily'\n{line}");

        Assert.NotNull(result.Definition);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.StartsWith("runner.yaml:7:9: warning: runner.orchestrator.schedules[0].", warning.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"is not a known key and is not used (did you mean {meant}?)", warning.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_like_no_other_is_a_warning_without_a_guess()
    {
        var warning = Assert.Single(_folder.LoadSchedule("cron: '@daily'\nowner: me").Diagnostics);

        Assert.EndsWith(".owner: is not a known key and is not used", warning.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_without_a_value_is_as_good_as_none_and_warned_of()
    {
        var result = _folder.LoadSchedule("cron:\ninterval_seconds: 60\ntags: ~\nmax_concurrent_runs: null");

        Assert.Equal("every 60 s", result.Definition!.Schedules[0].RuleText);
        Assert.Equal(3, result.Diagnostics.Length);
        Assert.All(result.Diagnostics, diagnostic => Assert.Equal(Severity.Warning, diagnostic.Severity));
    }

    [Fact]
    public void A_placeholder_that_is_none_is_a_warning()
    {
        var result = _folder.LoadSchedule("cron: '@daily'\ncommand: [run, '{confg}', '{run_id}', '{\"json\": 1}']");

        Assert.Contains("did you mean {config}?", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
        Assert.Equal(7, result.Diagnostics[0].Line);
    }

    [Fact]
    public void Limits_of_a_tenant_without_jobs_are_a_warning()
    {
        var result = _folder.LoadSchedule("cron: '@daily'", "tenants: {acne: {concurrency: 2}}");

        Assert.Equal(
            "runner.yaml:3:15: warning: runner.orchestrator.tenants.acne: is the tenant of no job (did you mean acme?)",
            Assert.Single(result.Diagnostics).ToString());
    }
}
