using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>A scheduler that stores a snapshot after every few events.</summary>
public sealed class SchedulerSnapshotTests : SchedulerTest
{
    private protected override SchedulerServices Configure(SchedulerServices services) => services with { EventsPerSnapshot = 4 };

    [Fact]
    public async Task A_snapshot_takes_the_place_of_the_events_before_it()
    {
        await StartAsync(Definitions.Schedule("orders"), Definitions.Schedule("refunds"));
        await PauseAsync("refunds");
        for (var minute = 0; minute < 4; minute++)
        {
            await AdvanceAsync(60);
            await TakeAsync();
            await WatermarkStoredAsync(60 * (minute + 1));
            await ViewAsync();
        }

        await UntilAsync(() => !Journal.Deletions.IsEmpty, "the deletion of old events");
        await RestartAsync(60, Definitions.Schedule("orders"), Definitions.Schedule("refunds"));

        Assert.Equal(ScheduleStatus.Paused, (await ViewAsync("refunds"))!.State);
        Assert.Equal([("orders", 300, DueKind.Due)], await TakeAsync());
        Assert.Equal([4L], Journal.Deletions);
    }
}
