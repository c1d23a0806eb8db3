using System.Collections.Concurrent;
using Dativo.Actors.Membership;

namespace Dativo.Actors.Tests.Management;

/// <summary>A membership that says what a test sets, and keeps who was evicted.</summary>
internal sealed class FixedMembership : IMembership
{
    public LeaseSnapshot Leases { get; set; } = LeaseSnapshot.None;

    public string? DatabaseProblem { get; set; }

    public ConcurrentQueue<string> Evicted { get; } = [];

    public bool MayEvict { get; set; } = true;

    public Task<bool> EvictAsync(string node, string by, CancellationToken cancellationToken)
    {
        if (MayEvict)
            Evicted.Enqueue($"{node} by {by}");
        return Task.FromResult(MayEvict);
    }
}
