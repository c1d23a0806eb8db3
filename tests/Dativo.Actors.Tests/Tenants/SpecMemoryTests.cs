using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;
using static Dativo.Actors.Tests.Tenants.TenantScenario;

namespace Dativo.Actors.Tests.Tenants;

public sealed class SpecMemoryTests
{
    private static readonly JobSpec Old = Spec() with { Overlap = OverlapPolicy.QueueAll };
    private static readonly JobSpec New = Old with { Priority = 1 };

    private readonly TenantScenario _tenant = new();

    [Fact]
    public void A_spec_is_recorded_once_and_again_when_it_changes()
    {
        Assert.Single(_tenant.Due(Old, 0, 1).OfType<SpecRecorded>());
        Assert.Empty(_tenant.Due(Old, 2).OfType<SpecRecorded>());
        Assert.Equal(New, Assert.Single(_tenant.Due(New, 3).OfType<SpecRecorded>()).Spec);
        Assert.Equal(New.Id, _tenant.State.ScheduleOf("orders").CurrentSpecId);
    }

    [Fact]
    public void An_old_spec_is_kept_for_its_runs_and_forgotten_with_the_last_of_them()
    {
        var run = _tenant.Started(Old, 0);
        var second = _tenant.Queue(Old, 1);
        _tenant.Due(New, 2);
        Assert.Equal(Old, _tenant.State.SpecOf(_tenant.State.Runs[run]));

        _tenant.Finish(run, 0);
        Assert.Contains(Old.Id, _tenant.State.Specs.Keys);
        _tenant.Cancel(second);
        Assert.Equal([New.Id], _tenant.State.Specs.Keys);
    }

    [Fact]
    public void An_old_spec_without_runs_is_forgotten_at_once()
    {
        _tenant.Finish(_tenant.Started(Old, 0), 0);
        Assert.Equal([Old.Id], _tenant.State.Specs.Keys);

        _tenant.Due(New, 1);

        Assert.Equal([New.Id], _tenant.State.Specs.Keys);
    }

    [Fact]
    public void A_definition_that_comes_back_is_the_current_one_again()
    {
        var run = _tenant.Queue(Old, 0);
        _tenant.Due(New, 1);
        _tenant.Due(Old, 2);

        Assert.Equal(Old.Id, _tenant.State.ScheduleOf("orders").CurrentSpecId);
        _tenant.Cancel(run);
        Assert.Contains(Old.Id, _tenant.State.Specs.Keys);
    }

    [Fact]
    public void A_batch_that_is_dropped_changes_no_spec()
    {
        _tenant.Due(New, 0);

        Assert.Empty(_tenant.Due(Old, 0));
    }
}
