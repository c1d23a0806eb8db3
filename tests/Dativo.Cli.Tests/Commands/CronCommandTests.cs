using System.CommandLine;
using System.Text.Json;
using Dativo.Cli.Commands;

namespace Dativo.Cli.Tests.Commands;

public class CronCommandTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 8, 3, 40, 0, TimeSpan.Zero);

    [Fact]
    public async Task Json_has_the_expression_the_zone_and_each_instant_twice()
    {
        var (code, output, error) = await Run("30 2 * * *", "--timezone", "America/New_York", "--from", "2026-03-07T12:00:00Z", "--count", "2", "-o", "json");

        Assert.Equal((ExitCodes.Ok, ""), (code, error));
        AssertJson(
            """
            {"expression":"30 2 * * *","timezone":"America/New_York","occurrences":[
              {"utc":"2026-03-08T07:00:00Z","local":"2026-03-08T03:00:00-04:00"},
              {"utc":"2026-03-09T06:30:00Z","local":"2026-03-09T02:30:00-04:00"}]}
            """,
            output);
    }

    [Fact]
    public async Task Json_of_an_interval_has_its_seconds_and_no_expression()
    {
        var (code, output, _) = await Run("--interval", "21600", "--from", "2026-06-01T05:00Z", "--count", "2", "--timezone", "Asia/Kathmandu", "-o", "json");

        Assert.Equal(ExitCodes.Ok, code);
        AssertJson(
            """
            {"expression":null,"interval_seconds":21600,"timezone":"Asia/Kathmandu","occurrences":[
              {"utc":"2026-06-01T06:00:00Z","local":"2026-06-01T11:45:00+05:45"},
              {"utc":"2026-06-01T12:00:00Z","local":"2026-06-01T17:45:00+05:45"}]}
            """,
            output);
    }

    [Fact]
    public async Task An_anchor_moves_the_phase_of_an_interval()
    {
        var (_, output, _) = await Run("--interval", "21600", "--anchor", "2026-01-01T01:30:00+01:00", "--from", "2026-06-01T05:00:00Z", "--count", "1", "-o", "json");

        Assert.Contains("\"utc\": \"2026-06-01T06:30:00Z\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_starts_from_now_and_says_how_far_each_instant_is()
    {
        var (code, output, _) = await Run("30 2 * * *", "--timezone", "America/New_York", "--count", "2");

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Equal(
            """
            UTC                   America/New_York           WHEN
            2026-03-08 07:00:00Z  2026-03-08 03:00:00-04:00  in 3 h 20 min
            2026-03-09 06:30:00Z  2026-03-09 02:30:00-04:00  in 1 d 2 h

            """,
            output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task A_macro_is_an_expression_and_not_a_file_of_arguments()
    {
        var (code, output, _) = await Run("@daily", "--count", "1");

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains("2026-03-09 00:00:00Z", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_count_there_are_five()
    {
        var (_, output, _) = await Run("* * * * *");

        Assert.Equal(1 + 5, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Fewer_instants_than_asked_for_are_all_there_is()
    {
        var (code, output, _) = await Run("0 0 1 1 *", "--from", "9998-06-01T00:00Z", "-o", "json");

        Assert.Equal(ExitCodes.Ok, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(1, json.RootElement.GetProperty("occurrences").GetArrayLength());
    }

    [Theory]
    [InlineData("dativo cron next: '0 0 30 2 *' can never be due: no month it names (2) has a day that matches (day-of-month 30, day-of-week *)", "0 0 30 2 *")]
    [InlineData("dativo cron next: minute: 60 is out of range (allowed: 0 to 59)", "60 * * * *")]
    [InlineData("dativo cron next: --timezone: unknown time zone 'Europe/Belin' (expected an IANA id such as Europe/Berlin or UTC); did you mean Europe/Berlin?", "* * * * *", "--timezone", "Europe/Belin")]
    [InlineData("dativo cron next: --count: '0' is not a number from 1 to 10000", "* * * * *", "--count", "0")]
    [InlineData("dativo cron next: --count: '10001' is not a number from 1 to 10000", "* * * * *", "--count", "10001")]
    [InlineData("dativo cron next: --count: 'five' is not a number from 1 to 10000", "* * * * *", "--count", "five")]
    [InlineData("dativo cron next: --from: '2026-01-01T00:00' is not an instant (expected ISO 8601 with an offset, as in 2026-03-08T07:00:00Z or 2026-03-08T03:00-04:00)", "* * * * *", "--from", "2026-01-01T00:00")]
    [InlineData("dativo cron next: --interval: 'x' is not a number of seconds", "--interval", "x")]
    [InlineData("dativo cron next: --interval: an interval of 0 s is not possible (allowed: 1 to 3155760000 seconds)", "--interval", "0")]
    [InlineData("dativo cron next: --interval: 99999999999999999999 s is too long (allowed: 1 to 3155760000 seconds)", "--interval", "99999999999999999999")]
    [InlineData("dativo cron next: --anchor: 'x' is not an instant (expected ISO 8601 with an offset, as in 2026-03-08T07:00:00Z or 2026-03-08T03:00-04:00)", "--interval", "60", "--anchor", "x")]
    [InlineData("dativo cron next: --anchor goes with --interval alone", "* * * * *", "--anchor", "2026-01-01T00:00Z")]
    [InlineData("dativo cron next: give either an expression, as in \"30 2 * * *\", or --interval SECONDS")]
    [InlineData("dativo cron next: give either an expression, as in \"30 2 * * *\", or --interval SECONDS", "* * * * *", "--interval", "60")]
    [InlineData("dativo cron next: unexpected '2': put the expression in quotes, as in dativo cron next \"30 2 * * *\"", "30", "2", "*", "*", "*")]
    [InlineData("dativo cron next: unknown option '--frm' (see dativo cron next --help)", "* * * * *", "--frm", "x")]
    [InlineData("dativo cron next: --output: 'yaml' is not a format (allowed: table, json)", "* * * * *", "-o", "yaml")]
    [InlineData("dativo cron next: Required argument missing for option: '--count' (see dativo cron next --help)", "* * * * *", "--count")]
    public async Task Wrong_usage_is_one_line_on_stderr(string expected, params string[] args)
    {
        var (code, output, error) = await Run(args);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Equal("", output);
        Assert.Equal(expected + Environment.NewLine, error);
    }

    [Theory]
    [InlineData(0, "now")]
    [InlineData(0.4, "now")]
    [InlineData(1, "in 1 s")]
    [InlineData(60, "in 1 min")]
    [InlineData(61, "in 1 min 1 s")]
    [InlineData(3600, "in 1 h")]
    [InlineData(12_000, "in 3 h 20 min")]
    [InlineData(90_061, "in 1 d 1 h")]
    [InlineData(86_400 * 400, "in 400 d")]
    [InlineData(-75, "1 min 15 s ago")]
    public void A_distance_in_time_is_told_in_its_two_largest_units(double seconds, string expected) =>
        Assert.Equal(expected, TimeDistance.From(Now, Now.AddSeconds(seconds)));

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        var root = new RootCommand { CronCommand.Create(new StoppedClock()) };
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.InvokeAsync(
            root,
            ["cron", "next", .. args],
            new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private static void AssertJson(string expected, string actual) =>
        Assert.Equal(
            JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(expected)),
            JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(actual)));

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
