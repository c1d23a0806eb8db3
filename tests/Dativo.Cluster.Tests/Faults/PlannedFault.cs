namespace Dativo.EndToEnd.Cluster;

/// <summary>A fault and when it comes: so long after the cluster has come to rest from the one before.</summary>
public sealed record PlannedFault(TimeSpan After, Fault Fault);
