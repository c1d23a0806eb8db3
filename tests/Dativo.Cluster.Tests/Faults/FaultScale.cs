namespace Dativo.EndToEnd.Cluster;

/// <summary>How long faults last, and the time between them, at the most.</summary>
public sealed record FaultScale(TimeSpan Freeze, TimeSpan Cut, TimeSpan Down, TimeSpan DatabaseAway, TimeSpan Between, int MostNodes)
{
    /// <summary>What a test run has time for.</summary>
    public static readonly FaultScale Short = Of(9, 9, 2, 9, 2, 4);

    /// <summary>What happens in the field: a minute of silence.</summary>
    public static readonly FaultScale Long = Of(60, 30, 20, 60, 15, 5);

    private static FaultScale Of(double freeze, double cut, double down, double databaseAway, double between, int mostNodes) => new(
        TimeSpan.FromSeconds(freeze),
        TimeSpan.FromSeconds(cut),
        TimeSpan.FromSeconds(down),
        TimeSpan.FromSeconds(databaseAway),
        TimeSpan.FromSeconds(between),
        mostNodes);
}
