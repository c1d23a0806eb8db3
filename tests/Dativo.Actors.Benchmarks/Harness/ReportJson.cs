using System.Text.Json;
using System.Text.Json.Serialization;
using Dativo.Benchmarks.Micro;

namespace Dativo.Benchmarks.Harness;

/// <summary>Writes all reports as one JSON document.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The document.</summary>
    public static string Of(Machine machine, IEnumerable<Report> reports, MicroReport? micro = null) => JsonSerializer.Serialize(
        new
        {
            machine,
            scenarios = reports.Select(static report => new
            {
                report.Scenario.Name,
                report.Scenario.Title,
                report.Scale,
                report.LeftOut,
                results = report.Outcomes.Select(outcome => new
                {
                    outcome.Contestant,
                    database = DatabaseNames.Of(outcome.Database),
                    outcome.Error,
                    metrics = report.Scenario.Metrics
                        .Where(metric => !outcome.ValuesOf(metric.Key).IsEmpty)
                        .ToDictionary(static metric => metric.Key, metric => Figures(report, outcome, metric)),
                }),
                aims = report.Verdicts.Select(static verdict => new
                {
                    verdict.Aim.Metric,
                    database = DatabaseNames.Of(verdict.Database),
                    verdict.Aim.Bound,
                    verdict.Aim.Stretch,
                    verdict.Aim.Of,
                    verdict.Median,
                    met = verdict.IsMet,
                }),
            }),
            micro = micro?.Results,
        },
        Format);

    private static object Figures(Report report, Outcome outcome, Metric metric)
    {
        var values = outcome.ValuesOf(metric.Key);
        var product = report.Outcomes.FirstOrDefault(other => other.Database == outcome.Database && other.Contestant == Contestants.Product);
        return new
        {
            median = Statistics.Median(values),
            min = values.Min(),
            max = values.Max(),
            ratioToDativo = product?.RatioOf(outcome, metric.Key),
            values,
        };
    }
}
