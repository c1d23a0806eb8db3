using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Tenants;

/// <summary>A tenant that stores a snapshot after every few events.</summary>
public sealed class TenantSnapshotTests : TenantTest
{
    private protected override TenantServices Configure(TenantServices services) => services with { EventsPerSnapshot = 5 };

    [Fact]
    public async Task Events_before_a_snapshot_are_deleted_up_to_what_the_history_has()
    {
        History.Sequence = 3;

        await RunAsync(0, 60);

        await UntilAsync(() => Journal.Deletions is [3, ..], "the deletion of events");
        History.Sequence = 1000;
        await RunAsync(120, 180);
        await UntilAsync(() => Journal.Deletions.Count == 2, "the second deletion of events");
        Assert.InRange(Journal.Deletions[1], 5, Journal.Writes.Sum(write => write.Events.Length));
    }

    [Fact]
    public async Task Without_word_from_the_history_nothing_is_deleted_and_the_tenant_goes_on()
    {
        History.Sequence = null;

        await RunAsync(0, 60);
        await ViewAsync();

        Assert.Empty(Journal.Deletions);
        await RunAsync(120);
    }

    [Fact]
    public async Task A_tenant_recovers_from_its_snapshot_and_what_came_after_it()
    {
        History.Sequence = 1000;
        await RunAsync(0, 60);
        await UntilAsync(() => !Journal.Deletions.IsEmpty, "the deletion of events");
        await DueAsync(Spec(), 120);
        var attempt = await GrantAndLaunchAsync();
        await ExitAsync(attempt);

        await RestartAsync();
        await DueAsync(Spec(), 120);
        await NothingIsAskedAsync();
        await DueAsync(Spec(), 180);

        Assert.Equal((At(180), 4L), (await GrantAndLaunchAsync()).Order is var order ? (order.ScheduledFor, order.FencingToken) : default);
    }

    private async Task RunAsync(params double[] seconds)
    {
        foreach (var second in seconds)
        {
            await DueAsync(Spec(), second);
            await ExitAsync(await GrantAndLaunchAsync());
        }
    }
}
