using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tests.Configuration;

public sealed class JobFileTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_job_without_retry_config_has_no_retries() =>
        Assert.Equal(RetryPolicy.None, Job(_folder.LoadJob("tenant_id: acme\n")).Retry);

    [Fact]
    public void A_retry_config_that_says_nothing_has_the_defaults()
    {
        var policy = Job(_folder.LoadJob("tenant_id: acme\nretry_config: {}\n")).Retry;

        Assert.Equal(new RetryPolicy(), policy);
        Assert.Equal(3, policy.MaxRetries);
        Assert.Equal(TimeSpan.FromSeconds(5), policy.InitialDelay);
        Assert.Equal(TimeSpan.FromSeconds(300), policy.MaxDelay);
        Assert.Equal(2.0, policy.BackoffMultiplier);
        Assert.Equal([1, 2], policy.RetryableExitCodes.AsEnumerable());
    }

    [Fact]
    public void Every_key_of_retry_config_is_read() =>
        Assert.Equal(
            new RetryPolicy
            {
                MaxRetries = 7,
                InitialDelay = TimeSpan.FromSeconds(0.5),
                MaxDelay = TimeSpan.FromMinutes(1),
                BackoffMultiplier = 1.5,
                RetryableExitCodes = [2, 255],
                RetryableErrorPatterns = ["Rate limit", @"^HTTP 5\d\d$"],
            },
            Job(_folder.LoadRetry("""
                max_retries: 7
                initial_delay_seconds: 0.5
                max_delay_seconds: 60
                backoff_multiplier: 1.5
                retryable_exit_codes: [2, 255, 2]
                retryable_error_patterns: ["Rate limit", '^HTTP 5\d\d$']
                """)).Retry);

    [Theory]
    [InlineData("max_retries: -1", "max_retries: is out of range: '-1' (expected a whole number, 0 to 1,000)")]
    [InlineData("max_retries: many", "max_retries: is not a number")]
    [InlineData("initial_delay_seconds: -1", "initial_delay_seconds: is out of range")]
    [InlineData("max_delay_seconds: -1", "max_delay_seconds: is out of range")]
    [InlineData("backoff_multiplier: 0.5", "backoff_multiplier: is out of range: '0.5' (expected a number, 1 to 1,000)")]
    [InlineData("retryable_exit_codes: 2", "retryable_exit_codes: is a single value (expected a list of whole numbers, each 1 to 255)")]
    [InlineData("retryable_exit_codes: [0]", "retryable_exit_codes[0]: is out of range: '0'")]
    [InlineData("retryable_exit_codes: [1, 256]", "retryable_exit_codes[1]: is out of range: '256'")]
    [InlineData("retryable_exit_codes: [-1]", "retryable_exit_codes[0]: is out of range")]
    [InlineData("retryable_exit_codes: [one]", "retryable_exit_codes[0]: is not a number")]
    [InlineData("retryable_error_patterns: ConnectionError", "retryable_error_patterns: is a single value")]
    [InlineData("retryable_error_patterns: ['(']", "retryable_error_patterns[0]: is not a valid regular expression: ")]
    [InlineData("retryable_error_patterns: [ok, '(?=a)b']", "retryable_error_patterns[1]: has what the linear-time engine cannot do")]
    [InlineData("retryable_error_patterns: ['(a)\\1']", "retryable_error_patterns[0]: has what the linear-time engine cannot do")]
    [InlineData("retryable_error_patterns: ['']", "retryable_error_patterns[0]: is empty")]
    [InlineData("retry_delay_seconds: 5\ninitial_delay_seconds: 5", "initial_delay_seconds: means the same as retry_delay_seconds in line 4")]
    [InlineData("retryable_error_patterns: [a]\nretryable_errors: [a]", "retryable_errors: means the same as retryable_error_patterns in line 4")]
    [InlineData("retry_delay_seconds: soon", "retry_delay_seconds: is not a number")]
    public void A_wrong_retry_config_is_an_error_at_its_place(string lines, string message)
    {
        var result = _folder.LoadRetry(lines);

        Assert.Null(result.Job);
        Assert.StartsWith($"job.yaml:{4 + lines.Count('\n')}:", Assert.Single(result.Diagnostics).ToString(), StringComparison.Ordinal);
        Assert.Contains($" retry_config.{message}", result.Diagnostics[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_delay_beyond_the_longest_is_capped_and_warned_of()
    {
        var result = _folder.LoadRetry("retry_delay_seconds: 600");

        Assert.Equal(TimeSpan.FromSeconds(300), result.Job!.Retry.MaxDelay);
        Assert.Equal(Severity.Warning, Assert.Single(result.Diagnostics).Severity);
    }

    [Fact]
    public void The_name_that_other_schemas_give_max_retries_is_answered_with_the_right_one() =>
        Assert.Contains("did you mean max_retries?", Assert.Single(_folder.LoadRetry("max_attempts: 3").Diagnostics).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("source_connector: csv\n", "tenant_id: is missing")]
    [InlineData("tenant_id:\n", "tenant_id: has no value")]
    [InlineData("tenant_id: ''\n", "tenant_id: is an empty text")]
    [InlineData("tenant_id: 12\n", "tenant_id: is a number: '12' (expected text: write it in quotes)")]
    [InlineData("tenant_id: [a]\n", "tenant_id: is a list")]
    [InlineData("tenant_id: a/b\n", "tenant_id: has a slash")]
    [InlineData("tenant_id: ..\n", "tenant_id: is a path")]
    [InlineData("tenant_id: \"a\\u0007\"\n", "tenant_id: has a control character")]
    [InlineData("tenant_id: acme\nlogging: {level: LOUD}\n", "logging.level: is not a known word")]
    [InlineData("tenant_id: acme\nretry_config: [1]\n", "retry_config: is a list")]
    [InlineData("tenant_id: acme\nsource_connector_path: nowhere.yaml\n", "source_connector_path: no such file: 'nowhere.yaml'")]
    public void A_wrong_job_is_an_error_at_its_place(string text, string message)
    {
        var result = _folder.LoadJob(text);

        Assert.Null(result.Job);
        Assert.Contains($": {message}", Assert.Single(result.Diagnostics).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tenantid: acme\n", "tenant_id")]
    [InlineData("retry_confg: {}\n", "retry_config")]
    [InlineData("retryConfig: {}\n", "retry_config")]
    [InlineData("source_conector: csv\n", "source_connector")]
    public void A_near_miss_of_a_key_that_is_read_is_warned_of(string line, string meant)
    {
        var result = _folder.LoadJob("tenant_id: acme\n" + line);

        Assert.Equal(Severity.Warning, Assert.Single(result.Diagnostics).Severity);
        Assert.Contains($"did you mean {meant}?", result.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_the_ingestion_engine_pass_in_silence_with_variables_that_are_not_set() =>
        Assert.Empty(_folder.LoadJob("""
            tenant_id: acme
            environment: prod
            source_connector: csv
            target: {path: "out/${DATIVO_RUN_ID}", key: "${AWS_SECRET}", branch: "${"}
            source: {files: [{path: data.csv}]}
            asset_path: "${ASSETS}/a.yaml"
            schema_validation_mode: warn
            finops: {cost_center: 12}
            classification_overrides: {a: b}
            plugins: {sandbox: {enabled: true}}
            something_else: [1, {2: 3}]
            """).Diagnostics);

    [Theory]
    [InlineData("name: my-csv\ntype: csv\n", "csv")]
    [InlineData("name: stripe\n", "stripe")]
    [InlineData("type: \"${KIND:-hubspot}\"\n", "hubspot")]
    public void The_connectors_type_comes_from_its_file(string connector, string type)
    {
        _folder.Write("connectors/c.yaml", connector);
        var result = _folder.LoadJob("tenant_id: acme\nsource_connector_path: connectors/c.yaml\n");

        Assert.Equal(type, Job(result).ConnectorType);
        Assert.Equal([_folder.Path("job.yaml"), _folder.Path("connectors/c.yaml")], result.Files.AsEnumerable());
    }

    [Fact]
    public void The_connector_that_is_named_wins_over_its_file()
    {
        _folder.Write("connectors/c.yaml", "type: csv\n");

        Assert.Equal("stripe", Job(_folder.LoadJob("tenant_id: acme\nsource_connector: stripe\nsource_connector_path: connectors/c.yaml\n")).ConnectorType);
    }

    [Theory]
    [InlineData("roles: [source]\n", "connectors/c.yaml:1:1: type: is missing")]
    [InlineData("type: [a]\n", "connectors/c.yaml:1:7: type: is missing")]
    [InlineData("type: 'a\n", "connectors/c.yaml:1:7: is not valid YAML")]
    [InlineData("", "connectors/c.yaml: is empty")]
    public void A_connector_file_without_a_type_is_an_error(string connector, string message)
    {
        _folder.Write("connectors/c.yaml", connector);
        var result = _folder.LoadJob("tenant_id: acme\nsource_connector_path: connectors/c.yaml\n");

        Assert.Null(result.Job);
        Assert.StartsWith("job.yaml:2:24: source_connector_path: does not lead to a connector file: ", Assert.Single(result.Diagnostics).ToString(), StringComparison.Ordinal);
        Assert.Contains(message, result.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_job_file_stops_its_own_schedules_only()
    {
        _folder.Write("broken.yaml", "source_connector: csv\n");
        var result = _folder.Load("""
            runner:
              orchestrator:
                schedules:
                  - {name: good, config: job.yaml, cron: '@daily'}
                  - {name: broken, config: broken.yaml, cron: '@daily'}
                  - {name: broken_too, config: broken.yaml, cron: '@daily'}
                  - {name: missing, config: nowhere.yaml, cron: '@daily'}
            """);

        var schedules = result.Definition!.Schedules;
        Assert.Equal(["good", "broken", "broken_too", "missing"], schedules.Select(schedule => schedule.Name));
        Assert.Null(schedules[0].InvalidReason);
        Assert.NotNull(schedules[0].Job);
        Assert.All(schedules.Skip(1), schedule => Assert.Null(schedule.Job));
        Assert.StartsWith("broken.yaml:1:1: tenant_id: is missing", schedules[1].InvalidReason, StringComparison.Ordinal);
        Assert.Equal(schedules[1].InvalidReason, schedules[2].InvalidReason);
        Assert.StartsWith("no such file: 'nowhere.yaml'", schedules[3].InvalidReason, StringComparison.Ordinal);
        Assert.Equal("nowhere.yaml", schedules[3].ConfigFile);
        Assert.True(result.HasErrors);
        Assert.Equal(2, result.Diagnostics.Length);
    }

    [Fact]
    public void A_file_is_told_by_its_keys()
    {
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@daily'"));
        _folder.Write("neither.yaml", "a: b\n");

        Assert.Equal("acme", RunnerConfiguration.LoadAny("job.yaml", _folder.Options).Job!.Job!.TenantId);
        Assert.NotNull(RunnerConfiguration.LoadAny("runner.yaml", _folder.Options).Runner!.Definition);
        Assert.True(RunnerConfiguration.LoadAny("neither.yaml", _folder.Options).Runner!.HasErrors);
    }

    private static JobDefinition Job(JobLoadResult result)
    {
        Assert.Empty(result.Diagnostics);
        return result.Job!;
    }
}
