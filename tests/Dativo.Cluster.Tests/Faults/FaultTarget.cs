namespace Dativo.EndToEnd.Cluster;

/// <summary>Which node a fault is for; who has the scheduler is known only when the fault comes.</summary>
/// <param name="Number">A node by its number, from 1; null: by its part.</param>
/// <param name="Other">Of the nodes without the scheduler, the one at this place, counted around; null: the node with it.</param>
public readonly record struct FaultTarget(int? Number, int? Other)
{
    /// <summary>The node that has the scheduler.</summary>
    public static readonly FaultTarget Scheduler = new(null, null);

    /// <summary>A node by its number, from 1.</summary>
    public static FaultTarget Node(int number) => new(number, null);

    /// <summary>One of the nodes that do not have the scheduler; the only node where there is but one.</summary>
    public static FaultTarget Worker(int place) => new(null, place);

    /// <summary>The node of <paramref name="running"/> (numbers in their order) that is meant while <paramref name="scheduler"/> has the scheduler.</summary>
    public int Resolve(IReadOnlyList<int> running, int? scheduler)
    {
        if (Number is { } number)
            return number;
        if (Other is not { } place)
            return scheduler ?? running[0];
        var others = running.Where(node => node != scheduler).ToArray();
        return others.Length == 0 ? running[0] : others[place % others.Length];
    }

    public override string ToString() => this switch
    {
        { Number: { } number } => $"node {number}",
        { Other: { } place } => $"worker {place}",
        _ => "the scheduler's node",
    };
}
