using Dativo.Actors.Configuration;

namespace Dativo.Actors.Tests.Configuration;

public sealed class RunnerFileTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_of_version_1_2_0_loads_unchanged()
    {
        _folder.Write("jobs/acme/stripe.yaml", """
            tenant_id: acme
            source_connector: stripe
            target_connector: iceberg
            asset: stripe_customers
            source:
              objects: [customers]
            retry_config:
              max_retries: 3
              retry_delay_seconds: 7
              retryable_errors:
                - "ConnectionError"
            logging:
              redaction: true
              level: INFO
            """);
        var result = _folder.Load("""
            runner:
              mode: orchestrated
              orchestrator:
                type: dagster
                schedules:
                  - name: stripe_customers_hourly
                    config: jobs/acme/stripe.yaml
                    cron: "0 * * * *"
                concurrency_per_tenant: 1
            """);

        Assert.Empty(result.Diagnostics);
        var schedule = Assert.Single(result.Definition!.Schedules);
        Assert.Equal("0 * * * *", schedule.RuleText);
        Assert.True(schedule.Enabled);
        Assert.Equal("UTC", schedule.Timezone);
        Assert.Equal(1, schedule.MaxConcurrentRuns);
        Assert.Equal(_folder.Path("jobs/acme/stripe.yaml"), schedule.ConfigFile);
        Assert.Equal(TimeSpan.FromSeconds(7), schedule.Job!.Retry.InitialDelay);
        Assert.Equal(["ConnectionError"], schedule.Job.Retry.RetryableErrorPatterns.AsEnumerable());
        Assert.Equal(new JobLogging { Redaction = true, Level = "INFO" }, schedule.Job.Logging);
        Assert.Equal("stripe_customers", schedule.Job.Asset);
        Assert.Equal("iceberg", schedule.Job.TargetConnector);
    }

    [Fact]
    public void Every_key_of_a_schedule_is_read()
    {
        var schedule = Schedule("""
            interval_seconds: 21600
            anchor: 2026-01-31T06:00:00Z
            enabled: no
            timezone: America/New_York
            max_concurrent_runs: 2
            tags:
              environment: production
              tier: 1
            catchup: all
            catchup_window_seconds: 3600
            overlap: cancel_running
            timeout_seconds: 90.5
            jitter_seconds: 15
            priority: -3
            description: Loads contacts
            command: [python, "-m", loader, "{config}", 8080]
            """);

        Assert.Equal("every 21600 s", schedule.RuleText);
        Assert.Equal(DateTimeOffset.Parse("2026-01-31T12:00:00Z", null), schedule.Rule.NextAfter(DateTimeOffset.Parse("2026-01-31T06:00:00Z", null)));
        Assert.False(schedule.Enabled);
        Assert.Equal("America/New_York", schedule.Timezone);
        Assert.Equal(2, schedule.MaxConcurrentRuns);
        Assert.Equal("production", schedule.Tags["environment"]);
        Assert.Equal("1", schedule.Tags["tier"]);
        Assert.Equal(CatchupPolicy.All, schedule.Catchup);
        Assert.Equal(TimeSpan.FromHours(1), schedule.CatchupWindow);
        Assert.Equal(OverlapPolicy.CancelRunning, schedule.Overlap);
        Assert.Equal(TimeSpan.FromSeconds(90.5), schedule.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(15), schedule.Jitter);
        Assert.Equal(-3, schedule.Priority);
        Assert.Equal("Loads contacts", schedule.Description);
        Assert.Equal(["python", "-m", "loader", "{config}", "8080"], schedule.Command!.Value.AsEnumerable());
    }

    [Theory]
    [InlineData("latest", CatchupPolicy.Latest)]
    [InlineData("none", CatchupPolicy.None)]
    [InlineData("all", CatchupPolicy.All)]
    public void Catchup_policies_have_their_words(string word, CatchupPolicy policy) =>
        Assert.Equal(policy, Schedule($"cron: '@daily'\ncatchup: {word}").Catchup);

    [Theory]
    [InlineData("queue_one", OverlapPolicy.QueueOne)]
    [InlineData("queue_all", OverlapPolicy.QueueAll)]
    [InlineData("skip", OverlapPolicy.Skip)]
    [InlineData("cancel_running", OverlapPolicy.CancelRunning)]
    public void Overlap_policies_have_their_words(string word, OverlapPolicy policy) =>
        Assert.Equal(policy, Schedule($"cron: '@daily'\noverlap: {word}").Overlap);

    [Fact]
    public void Every_key_of_the_orchestrator_is_read()
    {
        Directory.CreateDirectory(_folder.Path("work"));
        _folder.Variables["TOKEN"] = "s3cret";
        var definition = Loaded(_folder.LoadSchedule("cron: '0 * * * *'", """
            type: akka
            concurrency_per_tenant: 3
            retry_holds_tenant: false
            tenants:
              acme: { concurrency: 2, max_queued_runs: 50, weight: 3 }
            executor:
              command: [docker, run, image, "{config}"]
              working_directory: work
              environment: { API_TOKEN: "${TOKEN}", PORT: 80 }
              kill_grace_seconds: 0
              max_concurrent_jobs: 5
            """));

        Assert.Equal(_folder.Path("runner.yaml"), definition.File);
        Assert.Equal(OrchestratorType.BuiltIn, definition.Type);
        Assert.Equal(3, definition.ConcurrencyPerTenant);
        Assert.False(definition.RetryHoldsTenant);
        Assert.Equal(new TenantDefinition { Concurrency = 2, MaxQueuedRuns = 50, Weight = 3 }, definition.Tenants["acme"]);
        Assert.Equal(["docker", "run", "image", "{config}"], definition.Executor.Command.AsEnumerable());
        Assert.Equal(_folder.Path("work"), definition.Executor.WorkingDirectory);
        Assert.Equal("s3cret", definition.Executor.Environment["API_TOKEN"]);
        Assert.Equal("80", definition.Executor.Environment["PORT"]);
        Assert.Equal(TimeSpan.Zero, definition.Executor.KillGrace);
        Assert.Equal(5, definition.Executor.MaxConcurrentJobs);
    }

    [Theory]
    [InlineData("dagster", OrchestratorType.BuiltIn)]
    [InlineData("akka", OrchestratorType.BuiltIn)]
    [InlineData("airflow", OrchestratorType.Airflow)]
    public void Types_choose_the_engine(string word, OrchestratorType type) =>
        Assert.Equal(type, Loaded(_folder.LoadSchedule("cron: '@daily'", $"type: {word}")).Type);

    [Theory]
    [InlineData("orchestrated", RunnerMode.Orchestrated)]
    [InlineData("oneshot", RunnerMode.Oneshot)]
    public void Modes_have_their_words(string word, RunnerMode mode) =>
        Assert.Equal(mode, Loaded(_folder.Load($"runner:\n  mode: {word}\n  orchestrator:\n    schedules:\n      - {{name: a, config: job.yaml, cron: '@daily'}}\n")).Mode);

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var definition = Loaded(_folder.LoadSchedule("cron: '@daily'"));
        var schedule = definition.Schedules[0];

        Assert.Equal(RunnerMode.Orchestrated, definition.Mode);
        Assert.Equal(OrchestratorType.BuiltIn, definition.Type);
        Assert.Equal(1, definition.ConcurrencyPerTenant);
        Assert.True(definition.RetryHoldsTenant);
        Assert.Empty(definition.Tenants);
        Assert.Equal(["dativo", "run", "--config", "{config}", "--mode", "self_hosted"], definition.Executor.Command.AsEnumerable());
        Assert.Equal(_folder.Root, definition.Executor.WorkingDirectory);
        Assert.Equal(TimeSpan.FromSeconds(10), definition.Executor.KillGrace);
        Assert.Equal(4 * Environment.ProcessorCount, definition.Executor.MaxConcurrentJobs);
        Assert.Equal(CatchupPolicy.Latest, schedule.Catchup);
        Assert.Null(schedule.CatchupWindow);
        Assert.Equal(OverlapPolicy.QueueOne, schedule.Overlap);
        Assert.Null(schedule.Timeout);
        Assert.Equal(TimeSpan.Zero, schedule.Jitter);
        Assert.Equal(0, schedule.Priority);
        Assert.Null(schedule.Command);
    }

    [Fact]
    public void The_systems_tags_win_over_custom_ones()
    {
        var result = _folder.LoadSchedule("cron: '@daily'\ntags: {tenant: mallory, job_name: x, connector_type: y, team: data}");

        var tags = result.Definition!.Schedules[0].Tags;
        Assert.Equal(["connector_type=csv", "job_name=hourly", "team=data", "tenant=acme"], tags.Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.Equal(3, result.Diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Warning));
        Assert.False(result.HasErrors);
    }

    [Fact]
    public void The_content_of_runner_may_be_at_the_root()
    {
        var definition = Loaded(_folder.Load("mode: orchestrated\norchestrator:\n  schedules:\n    - {name: a, config: job.yaml, cron: '@daily'}\n"));

        Assert.Equal("a", Assert.Single(definition.Schedules).Name);
    }

    [Theory]
    [InlineData("    schedules: []\n")]
    [InlineData("    schedules:\n      # - name: later\n")]
    public void A_file_without_schedules_is_valid_and_warned_of(string schedules)
    {
        var result = _folder.Load($"runner:\n  orchestrator:\n{schedules}");

        Assert.Empty(result.Definition!.Schedules);
        Assert.Equal("runner.orchestrator.schedules", Assert.Single(result.Diagnostics).Key);
        Assert.False(result.HasErrors);
    }

    [Fact]
    public void Numbers_and_booleans_in_quotes_are_taken_and_warned_of()
    {
        var result = _folder.LoadSchedule("interval_seconds: '3600'\nenabled: \"false\"");

        Assert.Equal("every 3600 s", result.Definition!.Schedules[0].RuleText);
        Assert.False(result.Definition.Schedules[0].Enabled);
        Assert.Equal(2, result.Diagnostics.Length);
        Assert.All(result.Diagnostics, diagnostic => Assert.Equal(Severity.Warning, diagnostic.Severity));
    }

    [Fact]
    public void Anchors_aliases_and_merge_keys_are_understood()
    {
        var definition = Loaded(_folder.Load("""
            runner:
              orchestrator:
                schedules:
                  - &first
                    name: a
                    config: job.yaml
                    cron: '@daily'
                    timezone: &zone Europe/Berlin
                  - <<: *first
                    name: b
                  - name: c
                    config: job.yaml
                    interval_seconds: 60
                    timezone: *zone
            """));

        Assert.Equal(["a", "b", "c"], definition.Schedules.Select(schedule => schedule.Name));
        Assert.All(definition.Schedules, schedule => Assert.Equal("Europe/Berlin", schedule.Timezone));
        Assert.Equal("@daily", definition.Schedules[1].RuleText);
    }

    [Fact]
    public void The_files_it_depends_upon_are_listed()
    {
        _folder.Write("connectors/csv.yaml", "type: csv\n");
        _folder.Write("other.yaml", "tenant_id: acme\nsource_connector_path: connectors/csv.yaml\n");
        var result = _folder.Load("""
            runner:
              orchestrator:
                schedules:
                  - {name: a, config: job.yaml, cron: '@daily'}
                  - {name: b, config: other.yaml, cron: '@daily'}
                  - {name: c, config: missing.yaml, cron: '@daily'}
            """);

        Assert.Equal(
            [_folder.Path("connectors/csv.yaml"), _folder.Path("job.yaml"), _folder.Path("missing.yaml"), _folder.Path("other.yaml"), _folder.Path("runner.yaml")],
            result.Files.AsEnumerable());
    }

    private ScheduleDefinition Schedule(string lines) => Assert.Single(Loaded(_folder.LoadSchedule(lines)).Schedules);

    private static RunnerDefinition Loaded(LoadResult result)
    {
        Assert.Empty(result.Diagnostics);
        return result.Definition!;
    }
}
