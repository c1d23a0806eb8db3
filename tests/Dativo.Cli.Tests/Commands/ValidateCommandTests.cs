using System.CommandLine;
using System.Text.Json;
using Dativo.Cli.Commands;

namespace Dativo.Cli.Tests.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private const string Runner = """
        runner:
          orchestrator:
            schedules:
              - {name: early, config: job.yaml, cron: "30 2 * * *", timezone: Europe/Berlin}
              - {name: often, config: job.yaml, interval_seconds: 21600}
              - {name: idle, config: job.yaml, cron: "@daily", enabled: false}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dativo-validate-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public ValidateCommandTests() => Write("job.yaml", "tenant_id: acme\nsource_connector: csv\n");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_valid_file_gives_a_table_with_the_next_fires_in_the_zone_and_in_UTC()
    {
        Assert.Equal(0, await Validate(Write("runner.yaml", Runner)));

        var rows = _output.ToString().Split('\n');
        Assert.Contains(rows, row => row.Contains("early", StringComparison.Ordinal) && row.Contains("acme", StringComparison.Ordinal)
            && row.Contains("30 2 * * * (Europe/Berlin)", StringComparison.Ordinal)
            && row.Contains("Fri 2026-03-27 02:30:00 +01:00", StringComparison.Ordinal) && row.Contains("2026-03-27 01:30:00Z", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("Sun 2026-03-29 03:00:00 +02:00", StringComparison.Ordinal) && row.Contains("2026-03-29 01:00:00Z", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("idle", StringComparison.Ordinal) && row.Contains("disabled", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.EndsWith("runner.yaml: valid, 3 schedules, 0 errors, 0 warnings", StringComparison.Ordinal));
        Assert.Empty(_errors.ToString());
    }

    [Fact]
    public async Task Fixed_times_that_clock_changes_skip_or_repeat_are_told()
    {
        await Validate(Write("runner.yaml", Runner));

        var warnings = _output.ToString().Split('\n').Where(line => line.Contains(": clock change: early: ", StringComparison.Ordinal)).ToList();
        Assert.Contains(warnings, line => line.Contains("2026-03-29 02:30:00 does not exist in Europe/Berlin", StringComparison.Ordinal));
        Assert.Contains(warnings, line => line.Contains("2026-10-25 02:30:00 comes twice in Europe/Berlin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Machines_get_JSON()
    {
        Assert.Equal(0, await Validate(Write("runner.yaml", Runner), "-o", "json"));

        using var json = JsonDocument.Parse(_output.ToString());
        var file = Assert.Single(json.RootElement.GetProperty("files").EnumerateArray());
        Assert.True(file.GetProperty("valid").GetBoolean());
        Assert.Empty(file.GetProperty("diagnostics").EnumerateArray());
        var schedules = file.GetProperty("schedules").EnumerateArray().ToList();
        Assert.Equal(["early active True", "often active True", "idle disabled False"], schedules.Select(schedule => $"{schedule.GetProperty("name")} {schedule.GetProperty("state")} {schedule.GetProperty("enabled")}"));
        Assert.Equal("acme", schedules[0].GetProperty("tenant_id").GetString());
        Assert.Equal("30 2 * * *", schedules[0].GetProperty("rule").GetString());
        Assert.Equal("Europe/Berlin", schedules[0].GetProperty("timezone").GetString());
        Assert.Equal(
            ["2026-03-27T01:30:00Z 2026-03-27T02:30:00+01:00", "2026-03-28T01:30:00Z 2026-03-28T02:30:00+01:00", "2026-03-29T01:00:00Z 2026-03-29T03:00:00+02:00"],
            schedules[0].GetProperty("next").EnumerateArray().Select(next => $"{next.GetProperty("utc")} {next.GetProperty("local")}"));
        Assert.NotEmpty(schedules[0].GetProperty("dst_warnings").EnumerateArray());
        Assert.Equal("every 21600 s", schedules[1].GetProperty("rule").GetString());
        Assert.Empty(schedules[2].GetProperty("next").EnumerateArray());
    }

    [Fact]
    public async Task A_broken_runner_file_gives_its_errors_then_its_warnings_and_exit_code_2()
    {
        var file = Write("runner.yaml", "runner:\n  moode: x\n  orchestrator:\n    schedules:\n      - {name: a, config: job.yaml, cron: '61 * * * *'}\n");

        Assert.Equal(2, await Validate(file));
        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"{file}:5:", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:2:3: warning: runner.moode: ", lines[1], StringComparison.Ordinal);
        Assert.Equal($"{file}: not valid, 1 error, 1 warning", lines[2]);
    }

    [Fact]
    public async Task A_broken_job_file_is_exit_code_2_and_the_schedules_are_shown_all_the_same()
    {
        Write("broken.yaml", "a: b\n");
        var file = Write("runner.yaml", Runner + "\n      - {name: bad, config: broken.yaml, cron: '@daily'}\n");

        Assert.Equal(2, await Validate(file, "-o", "json"));
        using var json = JsonDocument.Parse(_output.ToString());
        var report = json.RootElement.GetProperty("files")[0];
        Assert.False(report.GetProperty("valid").GetBoolean());
        Assert.Equal(["active", "active", "disabled", "invalid"], report.GetProperty("schedules").EnumerateArray().Select(schedule => schedule.GetProperty("state").GetString()!));
        var diagnostic = Assert.Single(report.GetProperty("diagnostics").EnumerateArray());
        Assert.Equal("error", diagnostic.GetProperty("severity").GetString());
        Assert.Equal("tenant_id", diagnostic.GetProperty("key").GetString());
        Assert.Equal((1, 1), (diagnostic.GetProperty("line").GetInt32(), diagnostic.GetProperty("column").GetInt32()));
        Assert.EndsWith("broken.yaml", diagnostic.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("is missing", diagnostic.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_file_is_validated_as_one()
    {
        Assert.Equal(0, await Validate(Path.Combine(_folder, "job.yaml")));
        Assert.Contains("valid, a job of tenant acme, 0 errors, 0 warnings", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await Validate(Write("bad.yaml", "tenant_id: acme\nretry_config: {max_retries: x}\n")));
        Assert.Contains("bad.yaml:2:29: retry_config.max_retries: is not a number", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_bad_file_of_several_is_exit_code_2()
    {
        Assert.Equal(2, await Validate(Write("runner.yaml", Runner), Path.Combine(_folder, "nowhere.yaml")));
        Assert.Contains("nowhere.yaml: no such file", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("runner.yaml: valid, 3 schedules", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_maps_lead_to_files()
    {
        var file = Write("runner.yaml", "runner: {orchestrator: {schedules: [{name: a, config: /no-such-directory/job.yaml, cron: '@daily'}]}}");

        Assert.Equal(2, await Validate(file));
        Assert.Contains("--path-map /no-such-directory=DIR", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Validate(file, "--path-map", "/other=x", "--path-map", $"/no-such-directory={_folder}"));
    }

    [Theory]
    [InlineData("--path-map", "app")]
    [InlineData("-o", "xml")]
    [InlineData("--nonsense")]
    public async Task Wrong_usage_is_one_line_and_exit_code_2(params string[] arguments)
    {
        Assert.Equal(2, await Validate([Path.Combine(_folder, "job.yaml"), .. arguments]));
        Assert.Single(_errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("dativo validate: ", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_file_is_wrong_usage()
    {
        Assert.Equal(2, await Validate());
        Assert.StartsWith("dativo validate: ", _errors.ToString(), StringComparison.Ordinal);
    }

    private Task<int> Validate(params string[] arguments)
    {
        var root = new RootCommand { ValidateCommand.Create(new Noon()) };
        return CommandLine.InvokeAsync(root, ["validate", .. arguments], new InvocationConfiguration { Output = _output, Error = _errors });
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Three days before the clocks of Europe go forward.</summary>
    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 26, 12, 0, 0, TimeSpan.Zero);
    }
}
