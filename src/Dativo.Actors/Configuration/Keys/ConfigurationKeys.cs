using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Keys;

/// <summary>Every key that is read. <c>docs/configuration.md</c> has the same ones, and a test compares the two.</summary>
internal static class ConfigurationKeys
{
    private const string V12 = "1.2.0";
    private const string V13 = "1.3.0";
    private const string Ours = "0.1.0";

    private const string NameForm = "1 to 128 characters; no control characters, slashes or backslashes, no space at either end, not . or ..";
    private const string TagForm = "at most 100; keys of 1 to 128 characters, values of at most 1,024";
    private const string CommandForm = "a program and its arguments";

    /// <summary>The longest of the spans that are a matter of one run: 30 days.</summary>
    private const decimal MonthOfSeconds = 2_592_000;

    public static readonly KeySection RunnerFile = new(
        "(runner file)",
        new KeySpec("runner", KeyType.Map, V12) { Required = true });

    public static readonly KeySection Runner = new(
        "runner",
        new KeySpec("mode", KeyType.Choice, V12) { Default = "orchestrated", Choices = ["orchestrated", "oneshot"] },
        new KeySpec("orchestrator", KeyType.Map, V12) { Required = true });

    public static readonly KeySection Orchestrator = new(
        "runner.orchestrator",
        new KeySpec("type", KeyType.Choice, V12) { Default = "dagster", Choices = ["dagster", "akka", "airflow"] },
        new KeySpec("schedules", KeyType.List, V12) { Required = true },
        new KeySpec("concurrency_per_tenant", KeyType.WholeNumber, V12) { Default = "1", Min = 1, Max = 10_000 },
        new KeySpec("retry_holds_tenant", KeyType.Boolean, Ours) { Default = "true" },
        new KeySpec("tenants", KeyType.Map, Ours) { Form = "by tenant id" },
        new KeySpec("executor", KeyType.Map, Ours));

    public static readonly KeySection Tenant = new(
        "runner.orchestrator.tenants.ID",
        new KeySpec("concurrency", KeyType.WholeNumber, Ours) { Default = "concurrency_per_tenant", Min = 1, Max = 10_000 },
        new KeySpec("max_queued_runs", KeyType.WholeNumber, Ours) { Default = "1000", Min = 1, Max = 1_000_000 },
        new KeySpec("weight", KeyType.WholeNumber, Ours) { Default = "1", Min = 1, Max = 1_000 });

    public static readonly KeySection Executor = new(
        "runner.orchestrator.executor",
        new KeySpec("command", KeyType.TextList, Ours) { Default = "dativo run --config {config} --mode self_hosted", Form = CommandForm },
        new KeySpec("working_directory", KeyType.Text, Ours) { Default = ".", Form = "an existing directory" },
        new KeySpec("environment", KeyType.TextMap, Ours) { Form = "names of variables and their values" },
        new KeySpec("kill_grace_seconds", KeyType.Number, Ours) { Default = "10", Min = 0, Max = 3_600 },
        new KeySpec("max_concurrent_jobs", KeyType.WholeNumber, Ours) { Default = "4 x cores", Min = 1, Max = 10_000 });

    public static readonly KeySection Schedule = new(
        "runner.orchestrator.schedules[]",
        new KeySpec("name", KeyType.Text, V12) { Required = true, Form = NameForm },
        new KeySpec("config", KeyType.Text, V12) { Required = true, Form = "the path of a job file" },
        new KeySpec("cron", KeyType.Text, V12) { Form = "a cron expression of 5 or 6 fields, or a macro such as @hourly" },
        new KeySpec("interval_seconds", KeyType.Number, V13) { Min = 1, Max = 3_155_760_000 },
        new KeySpec("anchor", KeyType.Text, Ours) { Default = "1970-01-01T00:00:00Z", Form = "an ISO 8601 instant with its offset, such as 2026-01-31T06:00:00Z" },
        new KeySpec("enabled", KeyType.Boolean, V13) { Default = "true" },
        new KeySpec("timezone", KeyType.Text, V13) { Default = "UTC", Form = "an IANA time zone, such as Europe/Berlin" },
        new KeySpec("max_concurrent_runs", KeyType.WholeNumber, V13) { Default = "1", Min = 1, Max = 10_000 },
        new KeySpec("tags", KeyType.TextMap, V13) { Form = TagForm },
        new KeySpec("catchup", KeyType.Choice, Ours) { Default = "latest", Choices = ["latest", "none", "all"] },
        new KeySpec("catchup_window_seconds", KeyType.Number, Ours) { Default = "any age", Min = 0, MoreThanMin = true, Max = 3_155_760_000 },
        new KeySpec("overlap", KeyType.Choice, Ours) { Default = "queue_one", Choices = ["queue_one", "queue_all", "skip", "cancel_running"] },
        new KeySpec("timeout_seconds", KeyType.Number, Ours) { Default = "no limit", Min = 0, MoreThanMin = true, Max = MonthOfSeconds },
        new KeySpec("jitter_seconds", KeyType.Number, Ours) { Default = "0", Min = 0, Max = 86_400 },
        new KeySpec("priority", KeyType.WholeNumber, Ours) { Default = "0", Min = -1_000, Max = 1_000 },
        new KeySpec("description", KeyType.Text, Ours) { Form = "at most 4,096 characters" },
        new KeySpec("command", KeyType.TextList, Ours) { Default = "executor.command", Form = CommandForm });

    public static readonly KeySection Job = new(
        "(job file)",
        new KeySpec("tenant_id", KeyType.Text, V12) { Required = true, Form = NameForm },
        new KeySpec("source_connector", KeyType.Text, V12) { Default = "the type in source_connector_path" },
        new KeySpec("source_connector_path", KeyType.Text, V12) { Form = "the path of a connector file" },
        new KeySpec("target_connector", KeyType.Text, V12),
        new KeySpec("asset", KeyType.Text, V12),
        new KeySpec("retry_config", KeyType.Map, V12) { Default = "no retries" },
        new KeySpec("logging", KeyType.Map, V12));

    /// <summary>Keys of a job file that belong to the ingestion engine: no slips of the pen for keys that are read here.</summary>
    public static readonly ImmutableArray<string> EngineKeys =
    [
        "$schema", "asset_path", "catalog", "classification_overrides", "environment", "finops", "governance_overrides", "plugins",
        "schema_validation_mode", "source", "target", "target_connector_path",
    ];

    public static readonly KeySection Retry = new(
        "retry_config",
        new KeySpec("max_retries", KeyType.WholeNumber, V12) { Default = "3", Min = 0, Max = 1_000, Mistaken = "max_attempts" },
        new KeySpec("initial_delay_seconds", KeyType.Number, V13) { Default = "5", Min = 0, Max = MonthOfSeconds, OldName = "retry_delay_seconds" },
        new KeySpec("max_delay_seconds", KeyType.Number, V13) { Default = "300", Min = 0, Max = MonthOfSeconds },
        new KeySpec("backoff_multiplier", KeyType.Number, V13) { Default = "2.0", Min = 1, Max = 1_000 },
        new KeySpec("retryable_exit_codes", KeyType.NumberList, V13) { Default = "[1, 2]", Min = 1, Max = 255 },
        new KeySpec("retryable_error_patterns", KeyType.TextList, V13) { Form = "regular expressions of at most 1,000 characters", OldName = "retryable_errors" });

    public static readonly KeySection Logging = new(
        "logging",
        new KeySpec("level", KeyType.Choice, V12) { Default = "INFO", Choices = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] },
        new KeySpec("redaction", KeyType.Boolean, V12) { Default = "false" });

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<KeySection> All = [RunnerFile, Runner, Orchestrator, Tenant, Executor, Schedule, Job, Retry, Logging];
}
