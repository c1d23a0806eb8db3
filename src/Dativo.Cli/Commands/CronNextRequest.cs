namespace Dativo.Cli.Commands;

/// <summary>What was written on the command line of <c>dativo cron next</c>, unchecked.</summary>
internal sealed record CronNextRequest(
    IReadOnlyList<string> Expressions,
    string? Interval,
    string? Anchor,
    string Timezone,
    string? From,
    string Count,
    string Output)
{
    public string? Expression => Expressions.Count > 0 ? Expressions[0] : null;
}
