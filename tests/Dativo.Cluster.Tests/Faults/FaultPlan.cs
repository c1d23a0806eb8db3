using System.Collections.Immutable;

namespace Dativo.EndToEnd.Cluster;

/// <summary>Makes plans of faults. The same seed makes the same plan.</summary>
public static class FaultPlan
{
    private delegate Fault Draw(Random random, FaultScale scale);

    // A freeze or a cut shorter than a lease is no less interesting than a long one.
    private const double ShortestSeconds = 0.5;

    private static readonly ImmutableArray<Draw> OfNodes =
    [
        (random, scale) => new Fault.Kill(FaultTarget.Scheduler, Span(random, scale.Down)),
        (random, scale) => new Fault.Kill(Worker(random), Span(random, scale.Down)),
        (random, scale) => new Fault.Stop(FaultTarget.Scheduler, Span(random, scale.Down)),
        (random, scale) => new Fault.Stop(Worker(random), Span(random, scale.Down)),
        (random, scale) => new Fault.Freeze(FaultTarget.Scheduler, Span(random, scale.Freeze)),
        (random, scale) => new Fault.Freeze(Worker(random), scale.Freeze),
        (random, scale) => new Fault.CutOff(Any(random), Links.Nodes, Span(random, scale.Cut)),
        (random, scale) => new Fault.CutOff(Any(random), Links.Database, Span(random, scale.Cut)),
        (random, scale) => new Fault.CutOff(Any(random), Links.Both, Span(random, scale.Cut)),
    ];

    private static readonly ImmutableArray<Draw> OfTheDatabase =
    [
        (random, scale) => new Fault.RestartDatabase(Crash: false, Span(random, scale.DatabaseAway)),
        (random, scale) => new Fault.RestartDatabase(Crash: true, Span(random, scale.DatabaseAway)),
        (_, scale) => new Fault.HideDatabase(scale.DatabaseAway),
        (random, scale) => new Fault.RefuseSessions(Span(random, scale.DatabaseAway)),
    ];

    private static readonly ImmutableArray<Draw> OfMoreThanOne =
    [
        (random, scale) => new Fault.Both(new Fault.Kill(FaultTarget.Node(1), Span(random, scale.Down)), new Fault.Kill(FaultTarget.Node(2), Span(random, scale.Down))),
        (random, scale) => new Fault.Both(new Fault.Kill(Any(random), Span(random, scale.Down)), new Fault.RestartDatabase(Crash: true, Span(random, scale.Down))),
    ];

    /// <summary>
    /// A plan without end: decks with a fault of each kind, each shuffled anew, and in each a node more until there are
    /// <see cref="FaultScale.MostNodes"/>.
    /// </summary>
    public static IEnumerable<PlannedFault> Endless(int seed, FaultScale scale, int nodes)
    {
        var random = new Random(seed);
        while (true)
        {
            ImmutableArray<Draw> deck = [.. OfNodes, .. OfTheDatabase, .. OfMoreThanOne, .. nodes++ < scale.MostNodes ? new Draw[] { (_, _) => new Fault.AddNode() } : []];
            foreach (var planned in Deal(deck, random, scale))
                yield return planned;
        }
    }

    /// <summary>One fault of each kind that happens to nodes, in some order.</summary>
    public static ImmutableArray<PlannedFault> Nodes(int seed, FaultScale scale) => Deal([.. OfNodes, (_, _) => new Fault.AddNode()], new Random(seed), scale);

    /// <summary>One fault of each kind that happens to the database, in some order.</summary>
    public static ImmutableArray<PlannedFault> Database(int seed, FaultScale scale) => Deal(OfTheDatabase, new Random(seed), scale);

    private static ImmutableArray<PlannedFault> Deal(ImmutableArray<Draw> deck, Random random, FaultScale scale)
    {
        var cards = deck.ToArray();
        random.Shuffle(cards);
        return [.. cards.Select(card => new PlannedFault(Span(random, scale.Between), card(random, scale)))];
    }

    private static FaultTarget Worker(Random random) => FaultTarget.Worker(random.Next(2));

    private static FaultTarget Any(Random random) => random.Next(3) == 0 ? FaultTarget.Scheduler : Worker(random);

    private static TimeSpan Span(Random random, TimeSpan longest)
    {
        var most = longest.TotalSeconds;
        return TimeSpan.FromSeconds(Math.Round(Math.Min(ShortestSeconds, most) + (random.NextDouble() * Math.Max(0, most - ShortestSeconds)), 1));
    }
}
