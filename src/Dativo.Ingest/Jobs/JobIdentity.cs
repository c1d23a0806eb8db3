namespace Dativo.Ingest.Jobs;

/// <summary>Whose job this is, as far as it is known at the moment: every event carries it, the first error too.</summary>
internal sealed class JobIdentity
{
    public string? TenantId { get; set; }

    public string? AssetName { get; set; }
}
