namespace Dativo.Actors.History;

/// <summary>What was read of the journal from one place on.</summary>
internal sealed record JournalPage
{
    /// <summary>The events of tenants, in the journal's order.</summary>
    public required IReadOnlyList<HistoryEnvelope> Events { get; init; }

    /// <summary>The place up to which everything was read, events of others included; reading goes on after it.</summary>
    public required long End { get; init; }

    /// <summary>Whether there may be more that can be read at once.</summary>
    public bool More { get; init; }

    /// <summary>What the reader waits for before it can go on; null when for nothing.</summary>
    public JournalGap? Gap { get; init; }

    /// <summary>Why reading cannot go on after <see cref="End"/>; null when it can.</summary>
    public HistoryException? Problem { get; init; }
}

/// <summary>Events with higher orderings are stored, but a transaction that may still store lower ones has not ended.</summary>
/// <param name="After">The ordering before the first missing one.</param>
/// <param name="Holders">The server processes (PostgreSQL's pid) of those that may still fill it.</param>
internal sealed record JournalGap(long After, string Holders);
