using Dativo.Actors.Configuration;

namespace Dativo.Actors.Tests.Configuration;

public sealed class VariableTests : IDisposable
{
    private const string Secret = "s3cr3t-value";
    private readonly ConfigurationFolder _folder = new();

    public VariableTests() => _folder.Variables["SECRET"] = Secret;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("${TEAM}", "data")]
    [InlineData("a-${TEAM}-${TEAM}-b", "a-data-data-b")]
    [InlineData("${NONE:-fallback}", "fallback")]
    [InlineData("${NONE:-}x", "x")]
    [InlineData("${EMPTY:-fallback}", "fallback")]
    [InlineData("${EMPTY}x", "x")]
    [InlineData("${TEAM:-fallback}", "data")]
    [InlineData("$${TEAM}", "${TEAM}")]
    [InlineData("$TEAM and $", "$TEAM and $")]
    public void Variables_expand_in_values(string written, string value)
    {
        _folder.Variables["TEAM"] = "data";
        _folder.Variables["EMPTY"] = "";
        var result = _folder.LoadSchedule($"cron: '@daily'\ntags: {{team: '{written}'}}");

        Assert.Empty(result.Diagnostics);
        Assert.Equal(value, result.Definition!.Schedules[0].Tags["team"]);
    }

    [Fact]
    public void Variables_expand_in_numbers_booleans_words_paths_and_job_files()
    {
        _folder.Variables["EVERY"] = "60";
        _folder.Variables["ON"] = "false";
        _folder.Variables["TENANT"] = "42";
        _folder.Write("job.yaml", "tenant_id: ${TENANT}\nretry_config: {max_retries: \"${RETRIES:-4}\"}\n");
        var result = _folder.Load("""
            runner:
              orchestrator:
                schedules:
                  - name: a
                    config: "${JOBS:-job}.yaml"
                    interval_seconds: "${EVERY}"
                    enabled: ${ON}
                    overlap: ${OVERLAP:-skip}
            """);

        Assert.Empty(result.Diagnostics);
        var schedule = result.Definition!.Schedules[0];
        Assert.Equal("every 60 s", schedule.RuleText);
        Assert.False(schedule.Enabled);
        Assert.Equal(OverlapPolicy.Skip, schedule.Overlap);
        Assert.Equal("42", schedule.Job!.TenantId);
        Assert.Equal(4, schedule.Job.Retry.MaxRetries);
    }

    [Theory]
    [InlineData("${NONE}", "needs the environment variable NONE, which is not set")]
    [InlineData("${NONE", "has a ${ without its }")]
    [InlineData("${}", "names no variable")]
    [InlineData("${1A}", "names no variable")]
    [InlineData("${A-b}", "names no variable")]
    [InlineData("${DATIVO_RUN_ID}", "is set only while a job runs (in a command, {run_id} stands for it)")]
    public void A_variable_without_a_value_is_an_error_that_names_it(string written, string message)
    {
        var error = Assert.Single(_folder.LoadSchedule($"cron: '@daily'\ndescription: 'x {written}'").Diagnostics);

        Assert.Equal(Severity.Error, error.Severity);
        Assert.Equal((7, 22), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cron: '${SECRET}'")]
    [InlineData("cron: '@daily'\ntimezone: '${SECRET}'")]
    [InlineData("interval_seconds: '${SECRET}'")]
    [InlineData("interval_seconds: 60\nanchor: '${SECRET}'")]
    [InlineData("cron: '@daily'\nenabled: '${SECRET}'")]
    [InlineData("cron: '@daily'\noverlap: '${SECRET}'")]
    [InlineData("cron: '@daily'\npriority: '${SECRET}'")]
    [InlineData("cron: '@daily'\ncommand: ['{${SECRET}}', '${SECRET}${NONE}']")]
    [InlineData("cron: '@daily'\ntags: {a: '${SECRET}${NONE}'}")]
    public void Values_of_variables_are_never_shown(string lines)
    {
        var result = _folder.LoadSchedule(lines);

        Assert.NotEmpty(result.Diagnostics);
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.ToString().Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tenant_id: 'a/${SECRET}'\n")]
    [InlineData("tenant_id: acme\nsource_connector_path: '${SECRET}.yaml'\n")]
    [InlineData("tenant_id: acme\nretry_config: {retryable_error_patterns: ['(${SECRET}']}\n")]
    [InlineData("tenant_id: acme\nasset_path: '${SECRET}.yaml'\n")]
    public void Values_of_variables_are_never_shown_of_job_files(string job)
    {
        var result = _folder.LoadJob(job);

        Assert.NotEmpty(result.Diagnostics);
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.ToString().Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/${SECRET}/a.yaml")]
    [InlineData("/app/${SECRET}.yaml")]
    [InlineData("${SECRET}.yaml")]
    [InlineData("${SECRET}")]
    public void Values_of_variables_are_never_shown_of_paths(string path)
    {
        _folder.Options = _folder.Options with { PathMaps = [new PathMap("/app", "elsewhere")] };
        Directory.CreateDirectory(_folder.Path(Secret));
        var result = _folder.LoadSchedule("cron: '@daily'", $"executor: {{working_directory: 'x{path}'}}");
        var other = _folder.Load($"runner: {{orchestrator: {{schedules: [{{name: a, config: '{path}', cron: '@daily'}}]}}}}");

        Assert.NotEmpty(result.Diagnostics);
        Assert.NotEmpty(other.Diagnostics);
        Assert.DoesNotContain(result.Diagnostics.Concat(other.Diagnostics), diagnostic => diagnostic.ToString().Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, other.Definition!.Schedules[0].InvalidReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_reached_through_a_variable_is_named_as_written()
    {
        _folder.Write($"{Secret}/job.yaml", "a: b\n");
        var result = _folder.Load("runner: {orchestrator: {schedules: [{name: a, config: '${SECRET}/job.yaml', cron: '@daily'}]}}");

        Assert.StartsWith("${SECRET}/job.yaml:1:1: tenant_id: is missing", Assert.Single(result.Diagnostics).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Definition!.Schedules[0].InvalidReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_from_a_variable_is_shown_as_written()
    {
        _folder.Variables["RULE"] = "0 3 * * *";

        Assert.Equal("${RULE}", _folder.LoadSchedule("cron: ${RULE}").Definition!.Schedules[0].RuleText);
    }

    [Fact]
    public void The_command_of_a_schedule_keeps_its_variables_as_written_since_it_is_stored()
    {
        var definition = _folder.LoadSchedule("cron: '@daily'\ncommand: [loader, '--key=${SECRET}']").Definition!;

        Assert.Equal(["loader", "--key=${SECRET}"], definition.Schedules[0].Command!.Value.AsEnumerable());
    }
}
