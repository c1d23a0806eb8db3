using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Runs;

/// <summary><c>dativo runs list</c>.</summary>
internal static class RunsListCommand
{
    private const int MaximumLimit = 10_000;

    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant's.", HelpName = "ID" };
        var schedule = new Option<string?>("--schedule") { Description = "Only this schedule's.", HelpName = "NAME" };
        var status = new Option<string[]>("--status")
        {
            Description = $"Only of these statuses, with commas in between: {string.Join(", ", RunStatusNames.All)}.",
            HelpName = "STATUS",
            AllowMultipleArgumentsPerToken = false,
        };
        status.Validators.Add(result =>
        {
            foreach (var name in Split(result.GetValueOrDefault<string[]>()))
            {
                if (!RunStatusNames.All.Contains(name, StringComparer.OrdinalIgnoreCase))
                    result.AddError($"--status: '{name}' is wrong (expected {string.Join(", ", RunStatusNames.All)}{ClosestName.Hint(name, RunStatusNames.All)})");
            }
        });
        var since = new Option<string?>("--since") { Description = $"Only those accepted since: {TimeExpression.Expected}.", HelpName = "TIME" };
        since.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string?>() ?? string.Empty;
            if (!TimeExpression.TryParsePast(text, TimeProvider.System.GetUtcNow(), out _))
                result.AddError($"--since: '{text}' is wrong (expected {TimeExpression.Expected})");
        });
        var limit = new Option<int>("--limit") { Description = $"At most this many, 1 to {MaximumLimit}, newest first.", HelpName = "COUNT", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var count) && count is < 1 or > MaximumLimit)
                result.AddError($"--limit: '{count}' is wrong (expected 1 to {MaximumLimit})");
        });

        var command = new Command("list", "Lists runs and skipped occurrences, newest first.") { tenant, schedule, status, since, limit };
        return command.WithClientAction(options, host, async (session, result, cancellationToken) =>
        {
            var query = new QueryBuilder()
                .Add("tenant", result.GetValue(tenant))
                .Add("schedule", result.GetValue(schedule))
                .Add("status", string.Join(',', Split(result.GetValue(status))))
                .Add("since", result.GetValue(since))
                .Add("limit", result.GetValue(limit).ToString(System.Globalization.CultureInfo.InvariantCulture))
                .Add("short_ids", session.Json ? null : "true");
            session.Print(await session.Api.GetAsync($"api/v1/runs{query}", cancellationToken), ApiJson.Default.RunList, list => RunText.List(list, session));
            return ExitCodes.Ok;
        });
    }

    private static IEnumerable<string> Split(string[]? values) =>
        (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
