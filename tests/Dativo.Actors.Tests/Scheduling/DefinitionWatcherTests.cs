using Akka.Actor;
using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Tests.Configuration;
using Dativo.Actors.Tests.VirtualTime;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>The watcher on real files; when it looks, virtual time says.</summary>
public sealed class DefinitionWatcherTests : ActorTest
{
    private static readonly string Hourly = ConfigurationFolder.RunnerWith("cron: \"0 * * * *\"");

    private static readonly string Every30 = ConfigurationFolder.RunnerWith("interval_seconds: 30");

    private readonly ConfigurationFolder _folder = new();

    [Fact]
    public async Task What_was_read_before_the_node_started_is_told_once()
    {
        var first = _folder.Load(Hourly);
        Start(first);

        Assert.Same(first.Definition, (await LoadedAsync()).Definition);
        await LookAsync();
        await LookAsync();
        await ExpectNoMsgAsync(Silence);
    }

    [Fact]
    public async Task Without_an_earlier_reading_the_file_is_read()
    {
        _folder.Load(Hourly);
        Start((LoadResult?)null);

        Assert.Equal("hourly", Assert.Single((await LoadedAsync()).Definition.Schedules).Name);
    }

    [Fact]
    public async Task An_earlier_reading_of_what_has_changed_since_is_not_told()
    {
        var file = FileOf(_folder.Load(Hourly));
        _folder.Write("runner.yaml", Every30);
        Start(file);

        Assert.Equal("every 30 s", Assert.Single((await LoadedAsync()).Definition.Schedules).RuleText);
        await LookAsync();
        await ExpectNoMsgAsync(Silence);
    }

    [Fact]
    public async Task A_changed_file_is_told_at_the_next_look()
    {
        Start(_folder.Load(Hourly));
        await LoadedAsync();
        _folder.Write("runner.yaml", Every30);
        await ExpectNoMsgAsync(Silence);

        await LookAsync();

        Assert.Equal("every 30 s", Assert.Single((await LoadedAsync()).Definition.Schedules).RuleText);
    }

    [Fact]
    public async Task A_broken_file_is_not_told_until_it_is_mended()
    {
        Start(_folder.Load(Hourly));
        await LoadedAsync();

        _folder.Write("runner.yaml", "runner: [");
        await LookAsync();
        await LookAsync();
        File.Delete(_folder.Path("runner.yaml"));
        await LookAsync();
        await ExpectNoMsgAsync(Silence);

        _folder.Write("runner.yaml", Every30);
        await LookAsync();
        Assert.Equal("every 30 s", Assert.Single((await LoadedAsync()).Definition.Schedules).RuleText);
    }

    [Fact]
    public async Task A_job_file_that_breaks_and_is_mended_is_told_each_time()
    {
        Start(_folder.Load(Hourly));
        Assert.NotNull((await LoadedAsync()).Definition.Schedules[0].Job);

        _folder.Write("job.yaml", "source_connector: csv\n");
        await LookAsync();
        var broken = (await LoadedAsync()).Definition.Schedules[0];
        Assert.Null(broken.Job);
        Assert.Contains("tenant_id", broken.InvalidReason, StringComparison.Ordinal);

        _folder.Write("job.yaml", ConfigurationFolder.Job.Replace("acme", "globex", StringComparison.Ordinal));
        await LookAsync();
        Assert.Equal("globex", (await LoadedAsync()).Definition.Schedules[0].Job!.TenantId);
    }

    [Fact]
    public async Task A_missing_job_file_that_appears_is_seen()
    {
        File.Delete(_folder.Path("job.yaml"));
        Start(_folder.Load(Hourly));
        Assert.Null((await LoadedAsync()).Definition.Schedules[0].Job);

        _folder.Write("job.yaml", ConfigurationFolder.Job);
        await LookAsync();

        Assert.Equal("acme", (await LoadedAsync()).Definition.Schedules[0].Job!.TenantId);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private void Start(LoadResult? first) => Start(FileOf(first));

    private void Start(DefinitionFile file) => Sys.ActorOf(Props.Create(
        typeof(ForwardingParent),
        Props.Create(typeof(DefinitionWatcher), file, new ScheduleLog(NullLogger<ScheduleLog>.Instance)),
        TestActor));

    private DefinitionFile FileOf(LoadResult? first) => new(_folder.Path("runner.yaml"), new RunnerConfigurationLoader(_folder.Options), first);

    private ValueTask<DefinitionLoaded> LoadedAsync() => ExpectMsgAsync<DefinitionLoaded>(Patience);

    // The next look is always a second after the last one was done.
    private async Task LookAsync()
    {
        await ArmedAsync(Scheduler.Now.AddSeconds(1));
        Advance(1);
    }

    /// <summary>Hands on what its child tells it.</summary>
    private sealed class ForwardingParent : ReceiveActor
    {
        public ForwardingParent(Props child, IActorRef to)
        {
            Context.ActorOf(child);
            Receive<DefinitionLoaded>(to.Forward);
        }
    }
}
