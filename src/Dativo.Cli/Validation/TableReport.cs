using System.Globalization;
using Dativo.Actors.Configuration;
using Spectre.Console;

namespace Dativo.Cli.Validation;

/// <summary>Writes what <c>validate</c> found, for people.</summary>
internal static class TableReport
{
    /// <summary>Where no terminal says how wide it is: wide enough that no line of a usual table is broken.</summary>
    private const int WidthWithoutTerminal = 240;

    public static void Write(IEnumerable<FileReport> reports, TextWriter output)
    {
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = WidthWithoutTerminal;
        foreach (var report in reports)
            Write(report, output, console);
    }

    private static void Write(FileReport report, TextWriter output, IAnsiConsole console)
    {
        // Lines that editors and scripts jump from: they must not be wrapped, so the console has no part in them.
        foreach (var diagnostic in report.Diagnostics)
            output.WriteLine(diagnostic.ToString());
        if (report.Schedules.Length > 0)
            console.Write(Table(report));
        foreach (var schedule in report.Schedules)
        {
            foreach (var warning in schedule.DstWarnings)
                output.WriteLine($"{report.File}: clock change: {schedule.Schedule.Name}: {warning}");
        }

        output.WriteLine($"{report.File}: {Summary(report)}");
    }

    private static Table Table(FileReport report)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("SCHEDULE", "TENANT", "RULE", "STATE", "NEXT (ZONE)", "NEXT (UTC)");
        foreach (var schedule in report.Schedules)
        {
            table.AddRow(
                new Text(schedule.Schedule.Name),
                new Text(schedule.Schedule.Job?.TenantId ?? "-"),
                new Text($"{schedule.Schedule.RuleText} ({schedule.Schedule.Timezone})"),
                new Text(schedule.State),
                new Text(Lines(schedule.Next.Select(instant => schedule.Local(instant).ToString("ddd yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)))),
                new Text(Lines(schedule.Next.Select(static instant => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)))));
        }

        return table;
    }

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines) is { Length: > 0 } text ? text : "-";

    private static string Summary(FileReport report)
    {
        var errors = report.Diagnostics.Count(static diagnostic => diagnostic.Severity == Severity.Error);
        var warnings = report.Diagnostics.Length - errors;
        var found = (report.Job, report.Schedules.Length) switch
        {
            ({ } job, _) => $", a job of tenant {job.TenantId}",
            (_, > 0) => $", {Count(report.Schedules.Length, "schedule")}",
            _ => "",
        };
        return $"{(errors == 0 ? "valid" : "not valid")}{found}, {Count(errors, "error")}, {Count(warnings, "warning")}";
    }

    private static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");
}
