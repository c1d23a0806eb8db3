using Dativo.Actors.Scheduling;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>When the scheduler has its node's garbage collected.</summary>
public sealed class SchedulerCollectionTests : SchedulerTest
{
    private readonly List<DateTimeOffset> _collected = [];

    private protected override SchedulerServices Configure(SchedulerServices services) => services with
    {
        CollectBeforeDue = () => _collected.Add(Clock.GetUtcNow()),
    };

    [Fact]
    public async Task It_is_done_shortly_before_something_is_due_and_once()
    {
        await StartAsync(Definitions.Schedule("orders"), Definitions.Schedule("visits", tenant: "globex"));

        await AdvanceAsync(59.6);
        Assert.Empty(_collected);
        await AdvanceAsync(0.3);
        Assert.Equal([At(59.7)], _collected);
        await AdvanceAsync(0.1);
        Acknowledge(await BatchAsync());
        Acknowledge(await BatchAsync());

        await AdvanceAsync(60);
        await BatchAsync();
        await BatchAsync();
        Assert.Equal([At(59.7), At(119.7)], _collected);
    }
}
