namespace Dativo.EndToEnd.Cluster;

/// <summary>The end of a node's process.</summary>
/// <param name="Node">The node's number.</param>
/// <param name="Life">Which of its lives it was, from 1.</param>
/// <param name="Code">Its exit code; 128 and the signal where it was killed.</param>
/// <param name="Wanted">What the harness had done to it; null: nothing.</param>
/// <param name="At">When, by the <see cref="BootClock"/>.</param>
/// <param name="Error">The end of what it wrote to stderr.</param>
public sealed record NodeExit(int Node, int Life, int Code, int? Wanted, double At, string Error)
{
    /// <summary>Whether its guard had ended its jobs, because its lease was about to end: it was starved, frozen or cut off.</summary>
    public bool LostGuard { get; init; }

    /// <summary>The exit code of a node that was removed from the cluster, to be started again.</summary>
    public const int Removed = 4;

    /// <summary>The exit code of a node that cannot do what it was told.</summary>
    public const int Refused = 2;

    /// <summary>The exit code of a node that a new start may heal, as when its database is away.</summary>
    public const int Failed = 1;

    /// <summary>Whether it is of no use to start it again.</summary>
    public bool IsFinal => Code == Refused;

    private bool FoundNoDatabase => Code == Failed && Life > 1 && Error.Contains("database", StringComparison.Ordinal);

    /// <summary>Whether a service manager would have nothing to complain about.</summary>
    public bool IsRight => Wanted switch
    {
        Signals.Kill => Code == 128 + Signals.Kill,
        Signals.Terminate => Code is 0 or Removed,
        _ => Code == Removed || LostGuard || FoundNoDatabase,
    };

    public override string ToString() => $"node {Node} (life {Life}) ended with {Code}{(Error.Length == 0 ? "" : $": {Error}")}";
}
