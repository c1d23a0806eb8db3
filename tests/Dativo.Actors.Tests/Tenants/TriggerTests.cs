using System.Globalization;
using Dativo.Actors.Configuration;
using Dativo.Actors.Tenants;
using static Dativo.Actors.Tests.Tenants.TenantScenario;

namespace Dativo.Actors.Tests.Tenants;

public sealed class TriggerTests
{
    private readonly TenantScenario _tenant = new();

    [Fact]
    public void A_request_makes_a_manual_run_for_the_instant_it_was_asked_for()
    {
        _tenant.Now = At(3);

        var queued = Assert.Single(_tenant.Trigger(Spec(), out var refusal, "r1").OfType<RunQueued>());

        Assert.Null(refusal);
        Assert.Equal((RunTrigger.Manual, At(3), "r1", "ann"), (queued.Trigger, queued.ScheduledFor, queued.RequestId, queued.RequestedBy));
        Assert.Equal(queued.RunId, _tenant.State.RunOfRequest("r1"));
    }

    [Fact]
    public void The_same_request_again_gives_the_same_run_also_when_that_has_ended()
    {
        _tenant.Trigger(Spec(), out _, "r1");
        var run = _tenant.State.RunOfRequest("r1");

        Assert.Empty(_tenant.Trigger(Spec(), out var refusal, "r1"));
        _tenant.Start(run!.Value);
        _tenant.Finish(run.Value, 0);

        Assert.Empty(_tenant.Trigger(Spec(), out refusal, "r1"));
        Assert.Null(refusal);
        Assert.Equal(run, _tenant.State.RunOfRequest("r1"));
    }

    [Fact]
    public void A_manual_run_does_not_take_an_occurrence()
    {
        _tenant.Now = At(3);
        _tenant.Trigger(Spec() with { Overlap = OverlapPolicy.QueueAll }, out _);

        Assert.Null(_tenant.State.ScheduleOf("orders").AcceptedUntil);
        Assert.Single(_tenant.Due(Spec() with { Overlap = OverlapPolicy.QueueAll }, 0).OfType<RunQueued>());
    }

    [Theory]
    [InlineData(OverlapPolicy.QueueOne)]
    [InlineData(OverlapPolicy.Skip)]
    [InlineData(OverlapPolicy.CancelRunning)]
    public void What_somebody_asks_for_waits_whatever_the_overlap(OverlapPolicy overlap)
    {
        var spec = Spec() with { Overlap = overlap };
        _tenant.Started(spec, 0);

        Assert.IsType<RunQueued>(Assert.Single(_tenant.Trigger(spec, out _)));
        Assert.IsType<RunQueued>(Assert.Single(_tenant.Trigger(spec, out _)));
        Assert.Empty(_tenant.Startable());
    }

    [Fact]
    public void A_full_queue_refuses_and_forgets_the_request()
    {
        _tenant.Limits = new TenantLimits { MaxQueuedRuns = 1 };
        var waiting = _tenant.Queue(Spec("refunds"), 0);

        Assert.Empty(_tenant.Trigger(Spec(), out var refusal, "r1"));
        Assert.Equal("the tenant's queue is full (1 runs)", refusal);

        _tenant.Start(waiting);
        Assert.Single(_tenant.Trigger(Spec(), out refusal, "r1").OfType<RunQueued>());
        Assert.Null(refusal);
    }

    [Fact]
    public void A_request_that_was_taken_is_not_refused_when_it_comes_again_to_a_full_queue()
    {
        _tenant.Limits = new TenantLimits { MaxQueuedRuns = 1 };
        _tenant.Trigger(Spec(), out _, "r1");

        Assert.Empty(_tenant.Trigger(Spec(), out var refusal, "r1"));
        Assert.Null(refusal);
    }

    [Fact]
    public void Only_the_newest_requests_are_remembered()
    {
        _tenant.Limits = new TenantLimits { MaxQueuedRuns = 1_000 };
        for (var i = 0; i <= RememberedRequests.Most; i++)
            _tenant.Trigger(Spec(), out _, i.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(RememberedRequests.Most, _tenant.State.Requests.Count);
        Assert.Null(_tenant.State.RunOfRequest("0"));
        Assert.NotNull(_tenant.State.RunOfRequest("1"));
        Assert.NotNull(_tenant.State.RunOfRequest(RememberedRequests.Most.ToString(CultureInfo.InvariantCulture)));
    }
}
