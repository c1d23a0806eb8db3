using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Scheduling.Calendar;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>Random lives of a scheduler, with a tenant that answers when it likes.</summary>
public sealed class SchedulerPromiseTests : SchedulerTest
{
    private readonly List<DateTimeOffset> _accepted = [];

    /// <summary>
    /// Pauses, broken job files, restarts, jumps of the clock and lost acknowledgements: every occurrence since the registration
    /// reaches the tenant, in order, so that it becomes a run or a row that says why it did not.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(32)]
    [InlineData(92)]
    public async Task Whatever_happens_no_occurrence_is_lost(int seed)
    {
        var random = new Random(seed);
        var whole = Definitions.Schedule(cron: "*/7 * * * * *") with
        {
            Catchup = (CatchupPolicy)random.Next(3),
            Jitter = TimeSpan.FromSeconds(seed % 2 * 20),
        };
        var schedule = whole;
        await StartAsync(schedule);
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(8))
            {
                case 0:
                    await PauseAsync(until: random.Next(2) == 0 ? Clock.GetUtcNow().AddSeconds(random.Next(20)) : null);
                    break;
                case 1:
                    await ResumeAsync();
                    break;
                case 2:
                    schedule = schedule.Job is null ? whole : whole.Broken();
                    await RedefineAsync(schedule);
                    break;
                case 3:
                    await RestartAsync(random.Next(15), schedule);
                    break;
                case 4:
                    Clock.Jump(TimeSpan.FromMilliseconds(random.Next(15_000)));
                    break;
                default:
                    await AdvanceAsync(random.Next(1, 12_000) / 1000.0);
                    break;
            }

            if (random.Next(3) > 0)
                Answer();
        }

        await RedefineAsync(whole);
        await ResumeAsync();
        await AdvanceAsync(20);
        var lastDue = Clock.GetUtcNow() - ScheduleEntry.OffsetOf(whole);
        var expected = Occurrences.Between(whole.Rule, At(0), lastDue).ToArray();
        await UntilAsync(
            () =>
            {
                Answer();
                return _accepted.Count >= expected.Length;
            },
            "all occurrences");
        Assert.Equal(expected, _accepted);
    }

    // As a tenant does: what it accepted before it drops, and acknowledges.
    private void Answer()
    {
        while (Tenants.HasMessages)
        {
            if (Tenants.ReceiveOne(TimeSpan.Zero) is not RunDue batch)
                continue;
            foreach (var occurrence in batch.Schedules.SelectMany(due => due.Occurrences))
            {
                if (_accepted.Count == 0 || occurrence.ScheduledFor > _accepted[^1])
                    _accepted.Add(occurrence.ScheduledFor);
            }

            // To the scheduler that sent it, be it still there or not: its successor numbers its batches anew.
            Tenants.LastSender.Tell(new RunDueAck(batch.TenantId, batch.BatchId), Tenants);
        }
    }
}
