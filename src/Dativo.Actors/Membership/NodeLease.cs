using System.Collections.Immutable;

namespace Dativo.Actors.Membership;

/// <summary>A node's lease, as it stands in the database.</summary>
/// <param name="Node">The incarnation, <c>akka.tcp://dativo@host:port#uid</c>.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Remaining">How long it still lasted when it was read, by the database's clock; negative when it had expired.</param>
public sealed record NodeLease(string Node, LeaseState State, TimeSpan Remaining)
{
    /// <summary>Whether the node's jobs may be alive: nobody has taken the lease, and the node has not given it back.</summary>
    public bool IsOver => State is LeaseState.Released or LeaseState.Fenced;
}

/// <summary>Where a lease stands. It only ever goes forward.</summary>
public enum LeaseState
{
    /// <summary>The node renews it.</summary>
    Active = 1,

    /// <summary>It is renewed no more: the node is to stop its jobs and give it back.</summary>
    Evicted = 2,

    /// <summary>The node gave it back: its jobs are dead.</summary>
    Released = 3,

    /// <summary>It expired and was taken: the node's jobs are dead, and it writes nothing more.</summary>
    Fenced = 4,
}

/// <summary>All leases as one look at the database showed them.</summary>
/// <param name="TakenAt">When the look began, by the monotonic clock of this machine in milliseconds; null when there was none yet.</param>
/// <param name="Leases">The leases by node.</param>
public sealed record LeaseSnapshot(long? TakenAt, ImmutableDictionary<string, NodeLease> Leases)
{
    /// <summary>Before the first look.</summary>
    public static readonly LeaseSnapshot None = new(null, ImmutableDictionary<string, NodeLease>.Empty);
}
