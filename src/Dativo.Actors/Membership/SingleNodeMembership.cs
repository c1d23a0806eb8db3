namespace Dativo.Actors.Membership;

/// <summary>The membership of a node that is a cluster of its own, on SQLite: there is nobody who could take its place.</summary>
internal sealed class SingleNodeMembership : IMembership
{
    /// <inheritdoc />
    public LeaseSnapshot Leases => LeaseSnapshot.None;

    /// <inheritdoc />
    public string? DatabaseProblem => null;

    /// <inheritdoc />
    public Task<bool> EvictAsync(string node, string by, CancellationToken cancellationToken) => Task.FromResult(false);
}
