namespace Dativo.Actors.Workers;

/// <summary>A run that waits for a slot on this node.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="RunId">The run.</param>
/// <param name="Priority">Order inside the tenant: higher first, then as they came.</param>
/// <param name="IsBound">Whether its attempt is stored as one of this node, so that it starts here or not at all.</param>
internal sealed record WaitingRun(string TenantId, Guid RunId, int Priority = 0, bool IsBound = false)
{
    /// <summary>The order in which runs came; given by the queue.</summary>
    public long Order { get; init; }
}
