namespace Dativo.Actors.Tests.Tenants.Simulation;

/// <summary>One thing that happens to a simulated tenant. What exactly is chosen by the two numbers, so that a failing life can be made smaller.</summary>
internal sealed record SimulationStep(StepKind Kind, int Choice, int Variant, JournalFault Fault);

/// <summary>What happens.</summary>
internal enum StepKind
{
    TimePasses,
    SchedulerTicks,
    BatchComesAgain,
    SchedulerFailsOver,
    RunIsAskedFor,
    RunIsCancelled,
    DefinitionChanges,
    LimitsChange,
    SlotIsGranted,
    ProcessEnds,
    OutcomeArrives,
    OldOutcomeArrives,
    TenantRestarts,
    NodeDies,
    DeadNodesAreNoticed,
}

/// <summary>What becomes of the first write of a step.</summary>
internal enum JournalFault
{
    /// <summary>It is stored.</summary>
    None,

    /// <summary>It is not stored, and the tenant starts again.</summary>
    NotStored,

    /// <summary>It is stored, and the tenant dies before it acts on it.</summary>
    StoredUnheard,
}
