using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Dativo.Benchmarks.Harness;

/// <summary>Writes reports as Markdown tables: readable on a terminal, and fit for docs/benchmarks.md as they are.</summary>
internal static class ReportText
{
    /// <summary>A scenario's table, one for each database.</summary>
    public static string Of(Report report)
    {
        var text = new StringBuilder();
        var scenario = report.Scenario;
        text.AppendLine(CultureInfo.InvariantCulture, $"## {scenario.Name}").AppendLine().Append(scenario.Title);
        if (report.Scale != 1)
            text.Append(CultureInfo.InvariantCulture, $" At {report.Scale:0.###} of that size.");
        text.AppendLine();
        foreach (var group in report.Outcomes.GroupBy(static outcome => outcome.Database))
        {
            var metrics = scenario.Metrics.Where(metric => group.Any(outcome => !outcome.ValuesOf(metric.Key).IsEmpty)).ToImmutableArray();
            var primary = scenario.Metrics[0];
            var product = group.FirstOrDefault(static outcome => outcome.Contestant == Contestants.Product);
            List<string[]> rows = [[Head(group.Key), .. metrics.Select(static metric => metric.Title), $"{primary.Title}, to dativo's"]];
            foreach (var outcome in group)
                rows.Add([outcome.Contestant, .. metrics.Select(metric => Cell(outcome, metric)), product?.RatioOf(outcome, primary.Key) is { } ratio ? $"{Number(ratio)}" : ""]);
            text.AppendLine().Append(TextTable.Of(rows));
            foreach (var failed in group.Where(static outcome => outcome.Error is not null))
                text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{failed.Contestant} failed: {failed.Error}");
        }

        if (!report.Verdicts.IsEmpty)
            text.AppendLine();
        foreach (var verdict in report.Verdicts)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {Judge(verdict)}");
        foreach (var left in report.LeftOut)
            text.AppendLine().AppendLine(left);
        return text.ToString();
    }

    /// <summary>A value with three digits that count, or all of those before the point.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    private static string Judge(Verdict verdict)
    {
        var sign = verdict.Metric.Better == Better.Higher ? "at least" : "at most";
        var stretch = verdict.Aim.Stretch is { } more ? $"; stretch {Number(more)}: {(Aim.Reaches(verdict.Median, more, verdict.Metric.Better) ? "met" : "not met")}" : "";
        var where = verdict.Database == Database.None ? "" : $", {DatabaseNames.Of(verdict.Database)}";
        var of = verdict.Aim.Of is { } other ? $" of {other}'s" : "";
        return $"aim: {verdict.Metric.Title}{where}: {sign} {Number(verdict.Aim.Bound)}{of}: {(verdict.IsMet ? "met" : "NOT MET")} ({Number(verdict.Median)}){stretch}";
    }

    private static string Head(Database database) => database == Database.None ? "" : DatabaseNames.Of(database);

    private static string Cell(Outcome outcome, Metric metric)
    {
        var values = outcome.ValuesOf(metric.Key);
        if (values.IsEmpty)
            return "–";
        var median = Number(Statistics.Median(values));
        return values.Length == 1 ? median : $"{median} ({Number(values.Min())}–{Number(values.Max())})";
    }
}
