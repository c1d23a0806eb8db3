using System.CommandLine;

namespace Dativo.Cli.Commands;

/// <summary><c>dativo cron</c>: what a cron expression or an interval means, without a node.</summary>
internal static class CronCommand
{
    private const int MostOccurrences = 10_000;

    public static Command Create(TimeProvider time)
    {
        var expression = new Argument<string[]>("expression")
        {
            Description = "Five fields (minute hour day-of-month month day-of-week), six with the second first, or a macro such as @daily; in quotes.",
            // More than one is taken, to tell an expression without quotes, which the shell takes apart, from other mistakes.
            Arity = ArgumentArity.ZeroOrMore,
        };
        var interval = new Option<string?>("--interval") { Description = "Instead of an expression: every so many seconds.", HelpName = "SECONDS" };
        var anchor = new Option<string?>("--anchor") { Description = "With --interval: an instant that is an occurrence (default: 1970-01-01T00:00:00Z).", HelpName = "INSTANT" };
        var timezone = new Option<string>("--timezone") { Description = "The IANA time zone of the expression and of local times.", HelpName = "ZONE", DefaultValueFactory = _ => "UTC" };
        var from = new Option<string?>("--from") { Description = "List what is later than this instant (default: now).", HelpName = "INSTANT" };
        var count = new Option<string>("--count") { Description = $"How many to list, 1 to {MostOccurrences}.", HelpName = "N", DefaultValueFactory = _ => "5" };
        var output = new Option<string>("--output", "-o") { Description = "table or json.", HelpName = "FORMAT", DefaultValueFactory = _ => "table" };

        var next = new Command("next", "List the next instants at which an expression or an interval is due.")
        {
            expression, interval, anchor, timezone, from, count, output,
        };
        next.SetAction(parsed =>
        {
            var request = new CronNextRequest(
                parsed.GetValue(expression) ?? [],
                parsed.GetValue(interval),
                parsed.GetValue(anchor),
                parsed.GetValue(timezone)!,
                parsed.GetValue(from),
                parsed.GetValue(count)!,
                parsed.GetValue(output)!);
            return Run(request, time, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        });
        return new Command("cron", "Explain cron expressions and intervals.") { next };
    }

    private static int Run(CronNextRequest request, TimeProvider time, TextWriter output, TextWriter error)
    {
        var now = time.GetUtcNow();
        if (!CronNextQuery.TryCreate(request, now, MostOccurrences, out var query, out var reason))
        {
            error.WriteLine($"dativo cron next: {reason}");
            return ExitCodes.Usage;
        }

        if (query.AsJson)
            CronNextReport.WriteJson(query, output);
        else
            CronNextReport.WriteTable(query, now, output);
        return ExitCodes.Ok;
    }
}
