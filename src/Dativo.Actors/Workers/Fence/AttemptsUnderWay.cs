using System.Collections.Concurrent;

namespace Dativo.Actors.Workers.Fence;

/// <summary>The attempts whose processes this node runs, and which of them were told to stop.</summary>
internal sealed class AttemptsUnderWay
{
    private readonly ConcurrentDictionary<(Guid RunId, int Attempt), Entry> _entries = new();

    /// <summary>An attempt is about to be started.</summary>
    public void Add(Guid runId, int attempt, long fencingToken) => _entries[(runId, attempt)] = new Entry(fencingToken, IsStopping: false);

    /// <summary>An attempt was told to stop.</summary>
    public void Stopping(Guid runId, int attempt)
    {
        if (_entries.TryGetValue((runId, attempt), out var entry))
            _entries.TryUpdate((runId, attempt), entry with { IsStopping = true }, entry);
    }

    /// <summary>An attempt is over.</summary>
    public void Remove(Guid runId, int attempt) => _entries.TryRemove((runId, attempt), out _);

    /// <summary>Whether an attempt is under way.</summary>
    public bool Has(Guid runId, int attempt) => _entries.ContainsKey((runId, attempt));

    /// <summary>Why an attempt may not commit; null when nothing here speaks against it.</summary>
    public string? Refusal(Guid runId, int attempt, long fencingToken)
    {
        if (!_entries.TryGetValue((runId, attempt), out var entry) || entry.FencingToken != fencingToken)
            return "the attempt is not under way on this node";
        return entry.IsStopping ? "the attempt was told to stop" : null;
    }

    private sealed record Entry(long FencingToken, bool IsStopping);
}
