using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Serialization;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Dativo.Actors.History;
using Dativo.Actors.Management;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.VirtualTime;

/// <summary>
/// A test of actors on virtual time, with the product's serializers and a journal in memory. The time at the start is
/// <see cref="VirtualScheduler.Start"/>, ten o'clock; <see cref="At"/> counts from there.
/// </summary>
public abstract class ActorTest : TestKit
{
    /// <summary>After this a test that waits has failed; nothing is expected to take nearly as long.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>For this long a test looks whether something happens that must not.</summary>
    protected static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);

    private static readonly Config Hocon = ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          test.single-expect-default = 30s
          scheduler.implementation = "{{typeof(VirtualScheduler).AssemblyQualifiedName}}"
          persistence {
            journal.plugin = "akka.persistence.journal.controlled"
            journal.controlled {
              class = "{{typeof(ControlledJournal).AssemblyQualifiedName}}"
              plugin-dispatcher = "akka.actor.default-dispatcher"
            }
            snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
          }
        }
        """);

    private readonly JournalControl _journal;

    protected ActorTest()
        : this(new JournalControl())
    {
    }

    private ActorTest(JournalControl journal)
        : base(SetupWith(journal))
    {
        _journal = journal;
        Clock = new VirtualClock(Scheduler);
    }

    private protected JournalControl Journal => _journal;

    private protected VirtualScheduler Scheduler => (VirtualScheduler)Sys.Scheduler;

    private protected VirtualClock Clock { get; }

    /// <summary>An instant that many seconds after the start.</summary>
    protected static DateTimeOffset At(double seconds) => VirtualScheduler.Start + Seconds(seconds);

    /// <summary>Moves the time from timer to timer; after each, <paramref name="settle"/> waits until what it started is done.</summary>
    protected async Task AdvanceAsync(double seconds, Func<Task> settle)
    {
        var target = Scheduler.Now + Seconds(seconds);
        do
        {
            Scheduler.AdvanceToNext(target);
            await settle();
        }
        while (Scheduler.Now < target);
    }

    protected void Advance(double seconds) => Scheduler.Advance(Seconds(seconds));

    /// <summary>Waits until some actor has set a timer to this very instant.</summary>
    protected Task ArmedAsync(DateTimeOffset at) => UntilAsync(() => Scheduler.IsArmed(at), $"a timer at {at:O}");

    protected Task UntilAsync(Func<bool> condition, string what) => AwaitConditionAsync(() => Task.FromResult(condition()), Patience, TimeSpan.FromMilliseconds(2), what);

    protected async Task StopAsync(IActorRef actor) => Assert.True(await actor.GracefulStop(Patience));

    // Whole milliseconds: sums of fractions would miss instants by a tick.
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));

    private static ActorSystemSetup SetupWith(JournalControl journal) => ActorSystemSetup.Empty
        .And(BootstrapSetup.Create().WithConfig(Hocon.WithFallback(TestKitBase.DefaultConfig)))
        .And(SerializationSetup.Create(system =>
        [
            SerializerDetails.Create("dativo-tenant", new TenantSerializer(system), [.. TenantSerializer.BoundTypes]),
            SerializerDetails.Create("dativo-worker", new WorkerSerializer(system), [.. WorkerSerializer.BoundTypes]),
            SerializerDetails.Create("dativo-scheduler", new SchedulerSerializer(system), [.. SchedulerSerializer.BoundTypes]),
            SerializerDetails.Create("dativo-node", new NodeSerializer(system), [.. NodeSerializer.BoundTypes]),
            SerializerDetails.Create("dativo-history", new HistorySerializer(system), [.. HistorySerializer.BoundTypes]),
        ]))
        .And(journal);
}
