namespace Dativo.Actors.History;

/// <summary>A message to or from the projection, which may be on another node.</summary>
public interface IHistoryMessage;

/// <summary>
/// Published on the actor system's event stream after events were persisted: the projection looks at the journal at once. Where
/// the projection is on another node, <see cref="JournalHintRelay"/> sends it there.
/// </summary>
public sealed record JournalHint : IHistoryMessage
{
    /// <summary>The hint; it carries nothing.</summary>
    public static readonly JournalHint Instance = new();

    private JournalHint()
    {
    }
}

/// <summary>Asks how the projection does; answered with <see cref="ProjectionStatus"/>.</summary>
public sealed record GetProjectionStatus : IHistoryMessage
{
    /// <summary>The question; it carries nothing.</summary>
    public static readonly GetProjectionStatus Instance = new();

    private GetProjectionStatus()
    {
    }
}

/// <summary>How the projection does.</summary>
public sealed record ProjectionStatus : IHistoryMessage
{
    /// <summary>The place in the journal that the tables reflect, as far as this projection knows; 0 before its first step.</summary>
    public required long Offset { get; init; }

    /// <summary>When the journal was last looked at without trouble, UTC; null when never.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>When the tables last reflected all of the journal, UTC; null when never. The time since then is how far they may be behind.</summary>
    public DateTimeOffset? CaughtUpAt { get; init; }

    /// <summary>What is wrong and what to do, without secrets; null when nothing is.</summary>
    public string? LastError { get; init; }

    /// <summary>Since when it is wrong, UTC; null when nothing is.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsHealthy => LastError is null;
}

/// <summary>
/// Asks to be told when the tables reflect the journal up to a place; answered with <see cref="CaughtUp"/>, and not before,
/// so ask with a timeout.
/// </summary>
/// <param name="Ordering">The place; null for everything that is stored when the question is read.</param>
public sealed record CatchUp(long? Ordering = null) : IHistoryMessage;

/// <summary>The tables reflect the journal up to what was asked for.</summary>
/// <param name="Offset">The place they reflect.</param>
public sealed record CaughtUp(long Offset) : IHistoryMessage;
