using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tests.Configuration;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>A scheduler whose definition is a real file.</summary>
public sealed class SchedulerFileTests : SchedulerTest
{
    private readonly ConfigurationFolder _folder = new();

    [Fact]
    public async Task A_broken_file_changes_nothing_and_a_mended_one_counts()
    {
        Begin(Load("cron: \"0 * * * *\""));
        Assert.Equal(At(3600), (await ViewAsync("hourly"))!.NextAt);

        _folder.Write("runner.yaml", "runner: [");
        await LookAsync();
        await LookAsync();
        Assert.Equal((ScheduleStatus.Active, At(3600)), ((await ViewAsync("hourly"))!.State, (await ViewAsync("hourly"))!.NextAt!.Value));

        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("interval_seconds: 30"));
        await LookAsync();
        await SeenAsync("every 30 s");
    }

    [Fact]
    public async Task A_scheduler_that_starts_again_has_the_file_as_it_is_now()
    {
        var file = Load("cron: \"0 * * * *\"");
        Begin(file);
        await SeenAsync("0 * * * *");
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("interval_seconds: 30"));
        await LookAsync();
        await SeenAsync("every 30 s");
        await StopAsync(Actor);

        Begin(file);

        Assert.Equal("every 30 s", (await ViewAsync("hourly"))!.Rule);
        Assert.Single(Journal.Events<SchedulesRegistered>()[^1].Rules);
        Assert.Equal(2, Journal.Events<SchedulesRegistered>().Length);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private DefinitionFile Load(string lines)
    {
        var loaded = _folder.Load(ConfigurationFolder.RunnerWith(lines));
        return new DefinitionFile(_folder.Path("runner.yaml"), new RunnerConfigurationLoader(_folder.Options), loaded);
    }

    private Task SeenAsync(string rule) => AwaitAssertAsync(async () => Assert.Equal(rule, (await ViewAsync("hourly"))!.Rule), Patience, TimeSpan.FromMilliseconds(5));

    private async Task LookAsync()
    {
        await ArmedAsync(Scheduler.Now.AddSeconds(1));
        Advance(1);
    }
}
