namespace Dativo.Actors.Workers;

/// <summary>Who gets a slot of this node.</summary>
internal abstract record SlotGrant
{
    private SlotGrant()
    {
    }

    /// <summary>A run of this node.</summary>
    public sealed record ToRun(Guid RunId) : SlotGrant;

    /// <summary>Some run of a tenant that waits on another node; that node says which.</summary>
    public sealed record ToPeer(string Peer, long OfferId, string TenantId) : SlotGrant;
}
