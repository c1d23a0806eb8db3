using CsCheck;

namespace Dativo.Actors.Tests.Workers.Simulation;

public sealed class SlotSimulationTests
{
    [Fact]
    public void Whatever_is_lost_no_slot_is_doubled_or_kept_and_no_run_waits_for_ever()
    {
        Gen.Select(Gen.Int[1, 3].Array[1, 4], Gen.Select(Gen.Int[0, 99], Gen.Int[0, 1_000_000]).Array[0, 150]).Sample(
            (slots, steps) =>
            {
                var world = new SlotWorld(slots);
                foreach (var (kind, choice) in steps)
                    world.Step(kind, choice);
                world.Settle();
            },
            iter: 1000);
    }

    [Fact]
    public void Floods_on_different_nodes_share_all_slots_by_their_weights()
    {
        var world = new SlotWorld(2, 2, 2);
        for (var i = 0; i < 400; i++)
        {
            world.Arrive(0, "heavy", weight: 3, priority: 0);
            world.Arrive(1, "light", weight: 1, priority: 0);
        }

        world.Settle();

        // While both floods last: of the first 400 runs that ended, three quarters.
        var first = world.Runs.OrderBy(run => run.EndedAt).Take(400).Count(run => run.TenantId == "heavy");
        Assert.InRange(first, 270, 330);
    }

    [Fact]
    public void A_single_run_beside_a_flood_on_another_node_starts_soon()
    {
        var world = new SlotWorld(2, 2);
        for (var i = 0; i < 200; i++)
            world.Arrive(0, "flood", weight: 1, priority: 0);
        world.Arrive(1, "flood-too", weight: 1, priority: 0);
        world.Arrive(1, "flood-too", weight: 1, priority: 0);
        world.Arrive(1, "single", weight: 1, priority: 0);

        world.Settle();

        var single = world.Runs.Single(run => run.TenantId == "single");
        Assert.InRange(world.Runs.Count(run => run.StartedAt < single.StartedAt), 0, 12);
    }
}
