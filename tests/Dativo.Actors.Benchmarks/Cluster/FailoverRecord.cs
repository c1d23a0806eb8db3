using System.Collections.Immutable;

namespace Dativo.Benchmarks.Cluster;

/// <summary>What the nodes saw.</summary>
internal sealed class FailoverRecord
{
    private readonly Lock _gate = new();
    private readonly List<(int Node, StartLine Start)> _starts = [];
    private readonly HashSet<string> _over = [];

    /// <summary>A node says something.</summary>
    public void Hear(NodeProcess node, NodeLine line)
    {
        lock (_gate)
        {
            if (line.Start is { } start)
                _starts.Add((node.Number, start));
            if (line.Over is { } key)
                _over.Add(key);
        }
    }

    /// <summary>All starts so far.</summary>
    public ImmutableArray<(int Node, StartLine Start)> Starts
    {
        get
        {
            lock (_gate)
                return [.. _starts];
        }
    }

    /// <summary>Whether any tenant had a run each second.</summary>
    public bool HasPulses => Starts.Any(static entry => FailoverWork.IsPulse(entry.Start.Tenant));

    /// <summary>The long runs that a node has under way.</summary>
    public ImmutableArray<StartLine> UnderWay(int node)
    {
        lock (_gate)
            return [.. _starts.Where(entry => entry.Node == node && !FailoverWork.IsPulse(entry.Start.Tenant) && !_over.Contains(entry.Start.Key)).Select(entry => entry.Start)];
    }

    /// <summary>When each of these runs began again after an instant; those that have not are left out.</summary>
    public ImmutableArray<DateTimeOffset> Again(ImmutableArray<StartLine> runs, DateTimeOffset after)
    {
        var keys = runs.Select(static run => run.Key).ToHashSet(StringComparer.Ordinal);
        return [.. Starts.Where(entry => keys.Contains(entry.Start.Key) && entry.Start.At > after).GroupBy(entry => entry.Start.Key).Select(group => group.Min(entry => entry.Start.At))];
    }

    /// <summary>
    /// How late the runs of the tenants with a run each second were that were due in a span: from their due instants to their starts. Where one
    /// was left out because a later one was due by then, to the start of that one; where none started, to now.
    /// </summary>
    public ImmutableArray<TimeSpan> Lateness(IReadOnlySet<string> tenants, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var starts = Starts.Select(static entry => entry.Start).ToLookup(static start => start.Tenant);
        var lateness = ImmutableArray.CreateBuilder<TimeSpan>();
        foreach (var (tenant, interval, anchor) in FailoverWork.Tenants.Where(entry => tenants.Contains(entry.Tenant)))
        {
            for (var due = anchor.AddSeconds(Math.Ceiling((from - anchor).TotalSeconds / interval) * interval); due < to; due = due.AddSeconds(interval))
                lateness.Add(starts[tenant].Where(start => start.Due >= due).Select(static start => start.At).DefaultIfEmpty(now).Min() - due);
        }

        return lateness.ToImmutable();
    }

    /// <summary>The tenants with a run each second whose last start before an instant was not on a node.</summary>
    public ImmutableHashSet<string> Elsewhere(int node, DateTimeOffset before) =>
    [
        .. Starts.Where(entry => FailoverWork.IsPulse(entry.Start.Tenant) && entry.Start.At < before)
            .GroupBy(entry => entry.Start.Tenant)
            .Where(group => group.MaxBy(entry => entry.Start.At).Node != node)
            .Select(static group => group.Key),
    ];
}
