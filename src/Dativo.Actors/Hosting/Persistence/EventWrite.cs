namespace Dativo.Actors.Hosting.Persistence;

/// <summary>What one actor wants stored, all of it or nothing.</summary>
/// <param name="PersistenceId">The actor.</param>
/// <param name="Rows">Its events, in their order.</param>
/// <param name="Finished">Called once: with null when they are stored, otherwise with what went wrong. Must not throw.</param>
internal sealed record EventWrite(string PersistenceId, IReadOnlyList<EventRow> Rows, Action<Exception?> Finished);
