namespace Dativo.Actors.Membership;

/// <summary>A message between the memberships of two nodes.</summary>
internal interface IMembershipMessage;

/// <summary>
/// From a node that does not reach the database, to every other member: renew my lease for me, or say that you do not reach it
/// either. <paramref name="AskedAt"/> is the asking node's monotonic clock, and comes back in the answer.
/// </summary>
internal sealed record AskForLife(string Node, long AskedAt) : IMembershipMessage;

/// <summary>The asked node does not reach the database either, and takes no lease for the duration of one from now.</summary>
internal sealed record DatabaseUnreachable(string Node, long AskedAt) : IMembershipMessage;

/// <summary>The asked node has renewed the lease of the one that asked.</summary>
internal sealed record LeaseRenewedForYou(long AskedAt) : IMembershipMessage;
