using Dativo.Actors.History;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.History;

public sealed class RunProjectionTests
{
    [Fact]
    public void A_run_that_comes_and_goes_in_one_batch_is_one_row_and_one_attempt()
    {
        var id = Events.Id(1);

        var changes = RunProjection.Project(Events.Of("acme", Events.Queued(id, 1), Events.Started(id, 1, 2), Events.Exited(id, 1, 3, 0, RunStatus.Success)));

        var run = Assert.Single(changes.Runs);
        Assert.Equal(RunStatus.Success, run.Progress!.Status);
        Assert.NotNull(run.Accepted);
        var attempt = Assert.Single(changes.Attempts);
        Assert.NotNull(attempt.Started);
        Assert.NotNull(attempt.Ended);
        Assert.Equal(3, Assert.Single(changes.Tenants).SequenceNr);
    }

    [Fact]
    public void Every_kind_of_event_has_a_rule()
    {
        var id = Events.Id(1);
        ITenantEvent[] events =
        [
            new LimitsChanged(new TenantLimits()),
            new SpecRecorded(Events.Spec),
            Events.Queued(id, 1),
            new OccurrencesSkipped { Schedule = "s", SpecId = Events.Spec.Id, Occurrences = [], Reason = SkipReason.Overlap, Detail = "d", At = Events.At(1) },
            Events.Started(id, 1, 2),
            new RunCancelRequested(id, "ops", "why", Events.At(3)),
            Events.Exited(id, 1, 3, 0, RunStatus.Success),
            new RunEnded { RunId = Events.Id(2), Status = RunStatus.Cancelled, Reason = "cancelled", At = Events.At(4) },
        ];
        var kinds = typeof(ITenantEvent).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(ITenantEvent)) && t is { IsInterface: false, IsAbstract: false });
        Assert.Equal(kinds.ToHashSet(), events.Select(e => e.GetType()).ToHashSet());

        Assert.Equal(events.Length, RunProjection.Project(Events.Of("acme", events)).Tenants.Single().SequenceNr);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(" \r\n \n", null)]
    [InlineData("one", "one")]
    [InlineData("one\ntwo\r\n", "two")]
    [InlineData("one\r\n  two  \n\n", "two")]
    public void The_last_line_that_is_not_blank_is_found(string? text, string? line) => Assert.Equal(line, StoredText.LastLine(text));

    [Fact]
    public void A_long_last_line_is_cut()
    {
        var line = StoredText.LastLine(new string('x', 9000))!;

        Assert.Equal(500, line.Length);
        Assert.EndsWith("x…", line, StringComparison.Ordinal);
    }
}
