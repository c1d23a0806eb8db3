using System.Collections.Concurrent;
using CsCheck;

namespace Dativo.Actors.Tests.Tenants.Simulation;

/// <summary>
/// The promises of a tenant over whole lives: random commands, outcomes, losses, crashes and failing writes.
/// A failure prints the seed and the shortest life found; <c>CsCheck_Seed</c> plays a seed again.
/// </summary>
public sealed class TenantLifeTests
{
    private static readonly Gen<StepKind> Kinds = Gen.Frequency(
        (10, Gen.Const(StepKind.TimePasses)),
        (10, Gen.Const(StepKind.SchedulerTicks)),
        (2, Gen.Const(StepKind.BatchComesAgain)),
        (1, Gen.Const(StepKind.SchedulerFailsOver)),
        (3, Gen.Const(StepKind.RunIsAskedFor)),
        (3, Gen.Const(StepKind.RunIsCancelled)),
        (2, Gen.Const(StepKind.DefinitionChanges)),
        (2, Gen.Const(StepKind.LimitsChange)),
        (16, Gen.Const(StepKind.SlotIsGranted)),
        (12, Gen.Const(StepKind.ProcessEnds)),
        (12, Gen.Const(StepKind.OutcomeArrives)),
        (2, Gen.Const(StepKind.OldOutcomeArrives)),
        (1, Gen.Const(StepKind.TenantRestarts)),
        (1, Gen.Const(StepKind.NodeDies)),
        (2, Gen.Const(StepKind.DeadNodesAreNoticed)));

    private static readonly Gen<JournalFault> Faults = Gen.Frequency(
        (20, Gen.Const(JournalFault.None)),
        (1, Gen.Const(JournalFault.NotStored)),
        (1, Gen.Const(JournalFault.StoredUnheard)));

    private static readonly Gen<SimulationStep[]> Lives =
        Gen.Select(Kinds, Gen.Int[0, 999], Gen.Int[0, 999], Faults, (kind, choice, variant, fault) => new SimulationStep(kind, choice, variant, fault)).Array[0, 150];

    [Fact]
    public void Every_life_of_a_tenant_keeps_its_promises()
    {
        var seen = new ConcurrentDictionary<string, bool>();

        Lives.Sample(
            steps =>
            {
                foreach (var name in TenantWorld.Live(steps).Ledger.Seen)
                    seen.TryAdd(name, true);
            },
            iter: 1_500,
            print: steps => string.Join("\n", steps.Select(step => step.ToString())));

        // A promise that nothing puts to the test is kept by chance: all of this must have come up.
        string[] expected =
        [
            "schedule", "manual", "refused", "retry", "interrupted", "dropped", "restarted",
            "success", "partial", "failure", "cancelled", "timed_out", "skipped",
            "overlap", "missed", "disabled", "superseded",
        ];
        Assert.Empty(expected.Except(seen.Keys));
    }
}
