using System.Collections.Immutable;

namespace Dativo.Benchmarks.Harness;

/// <summary>What was measured of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Scale">How much of its full work was done.</param>
/// <param name="Outcomes">By database and contestant, the product first.</param>
/// <param name="LeftOut">What was not measured, and why.</param>
internal sealed record Report(Scenario Scenario, double Scale, ImmutableArray<Outcome> Outcomes, ImmutableArray<string> LeftOut)
{
    /// <summary>Whether every contestant did its work in every round.</summary>
    public bool IsWhole => Outcomes.All(static outcome => outcome.Error is null);

    /// <summary>The aims that can be judged, each with the median it is judged by.</summary>
    public ImmutableArray<Verdict> Verdicts =>
    [
        .. from aim in Scenario.Aims
           from outcome in Outcomes
           where outcome.Contestant == aim.Contestant && (aim.Database is null || aim.Database == outcome.Database)
           let reached = Reached(aim, outcome)
           where reached is not null
           select new Verdict(aim, outcome.Database, Scenario.Metrics.Single(metric => metric.Key == aim.Metric), reached.Value),
    ];

    private double? Reached(Aim aim, Outcome outcome)
    {
        if (aim.Of is not null)
            return Outcomes.FirstOrDefault(other => other.Contestant == aim.Of && other.Database == outcome.Database)?.RatioOf(outcome, aim.Metric);
        var values = outcome.ValuesOf(aim.Metric);
        return values.IsEmpty ? null : Statistics.Median(values);
    }
}

/// <summary>An aim, and what was reached: the median, or the median ratio.</summary>
internal sealed record Verdict(Aim Aim, Database Database, Metric Metric, double Median)
{
    /// <summary>Whether it was reached.</summary>
    public bool IsMet => Aim.Reaches(Median, Aim.Bound, Metric.Better);
}
