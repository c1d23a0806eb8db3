using Dativo.Actors.Hosting;

namespace Dativo.Actors.Tenants;

/// <summary>Between the words that a tenant's events, snapshot and messages share and those of tenant.proto.</summary>
internal static class TenantVocabularyMapping
{
    public static Wire.TenantLimits ToWire(this TenantLimits limits) => new()
    {
        Concurrency = limits.Concurrency,
        RetryHoldsTenant = limits.RetryHoldsTenant,
        MaxQueuedRuns = limits.MaxQueuedRuns,
        Weight = limits.Weight,
    };

    public static TenantLimits FromWire(this Wire.TenantLimits w) => new()
    {
        Concurrency = w.Concurrency,
        RetryHoldsTenant = w.RetryHoldsTenant,
        MaxQueuedRuns = w.MaxQueuedRuns,
        Weight = w.HasWeight ? w.Weight : 1,
    };

    public static Wire.RunStatus ToWire(this RunStatus status) => WireFormat.EnumToWire<RunStatus, Wire.RunStatus>(status);

    public static RunStatus FromWire(this Wire.RunStatus status) => WireFormat.EnumFromWire<Wire.RunStatus, RunStatus>(status);

    public static Wire.RunTrigger ToWire(this RunTrigger trigger) => WireFormat.EnumToWire<RunTrigger, Wire.RunTrigger>(trigger);

    public static RunTrigger FromWire(this Wire.RunTrigger trigger) => WireFormat.EnumFromWire<Wire.RunTrigger, RunTrigger>(trigger);

    public static Wire.SkipReason ToWire(this SkipReason reason) => WireFormat.EnumToWire<SkipReason, Wire.SkipReason>(reason);

    public static SkipReason FromWire(this Wire.SkipReason reason) => WireFormat.EnumFromWire<Wire.SkipReason, SkipReason>(reason);

    public static Wire.DueKind ToWire(this DueKind kind) => WireFormat.EnumToWire<DueKind, Wire.DueKind>(kind);

    public static DueKind FromWire(this Wire.DueKind kind) => WireFormat.EnumFromWire<Wire.DueKind, DueKind>(kind);
}
