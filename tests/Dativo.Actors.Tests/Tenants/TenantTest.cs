using Akka.Actor;
using Akka.TestKit;
using Dativo.Actors.Jobs;
using Dativo.Actors.Telemetry;
using Dativo.Actors.Tenants;
using Dativo.Actors.Tests.Jobs;
using Dativo.Actors.Tests.VirtualTime;
using Dativo.Actors.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.Tenants;

/// <summary>One tenant with its supervisors and job actors, on virtual time; its shard, its worker and the history are the test.</summary>
public abstract class TenantTest : ActorTest
{
    private protected const string Node = "akka://dativo@one:1#1";
    private protected const string OtherNode = "akka://dativo@two:1#1";

    private long _batches;
    private IActorRef? _tenant;

    private protected TenantTest()
    {
        Shard = CreateTestProbe("shard");
        Worker = CreateTestProbe("worker");
        Nodes.Join(Node, Worker);
        Nodes.Join(OtherNode, Worker);
        Start();
    }

    private protected TestProbe Shard { get; }

    private protected TestProbe Worker { get; }

    private protected TestNodes Nodes { get; } = new();

    private protected ProjectedHistory History { get; } = new();

    private protected SlotBoard Board { get; } = new();

    private protected TenantLimits Limits { get; set; } = new();

    private protected IActorRef Tenant => _tenant!;

    private protected virtual TenantServices Configure(TenantServices services) => services;

    private protected void Start() => _tenant = Shard.ChildActorOf(Props.Create(
        typeof(TenantActor),
        "acme",
        Configure(new TenantServices
        {
            Jobs = new JobActorServices(Worker, Node, Nodes, Clock) { Slots = Board },
            History = History,
            Log = new RunLog(NullLogger<RunLog>.Instance),
            Time = Clock,
        })));

    private protected async Task RestartAsync(double downtime = 0)
    {
        await StopAsync(Tenant);
        Advance(downtime);
        Start();
        await ViewAsync();
    }

    /// <summary>The tenant's present; what it was told before is done when it answers.</summary>
    private protected async Task<TenantView> ViewAsync() => await Tenant.Ask<TenantView>(new GetTenant("acme"), Patience);

    private protected Task AdvanceAsync(double seconds) => AdvanceAsync(seconds, () => ViewAsync());

    private protected static JobSpec Spec(string schedule = "orders") => new() { Schedule = schedule, ConfigFile = $"/jobs/{schedule}.yaml", Overlap = Dativo.Actors.Configuration.OverlapPolicy.QueueAll };

    private protected RunDue Batch(JobSpec spec, params double[] seconds) =>
        new("acme", ++_batches, Limits, [new DueSchedule(spec, [.. seconds.Select(second => new DueOccurrence(At(second), DueKind.Due))])]);

    /// <summary>Makes occurrences due, and waits for the acknowledgement.</summary>
    private protected async Task DueAsync(JobSpec spec, params double[] seconds)
    {
        var batch = Batch(spec, seconds);
        Assert.Equal(batch.BatchId, (await Tenant.Ask<RunDueAck>(batch, Patience)).BatchId);
    }

    /// <summary>Gives the next slot that is asked for; gives the run, and its job actor.</summary>
    private protected async Task<(Guid RunId, IActorRef Job)> GrantAsync(string node = Node)
    {
        var request = await Worker.ExpectMsgAsync<RequestSlot>(Patience);
        var job = Worker.LastSender;
        job.Tell(new SlotGranted(request.RunId, node), Worker);
        return (request.RunId, job);
    }

    /// <summary>Takes the next launch as a worker does.</summary>
    private protected async Task<Attempt> LaunchAsync()
    {
        var order = (await Worker.ExpectMsgAsync<LaunchAttempt>(Patience)).Order;
        var job = Worker.LastSender;
        job.Tell(new AttemptLaunched(order.RunId, order.Attempt, 100 + order.Attempt), Worker);
        return new Attempt(order, job);
    }

    private protected async Task<Attempt> GrantAndLaunchAsync(string node = Node)
    {
        await GrantAsync(node);
        return await LaunchAsync();
    }

    private protected void Finish(Attempt attempt, AttemptOutcome outcome, bool slotOffered = false) => attempt.Job.Tell(
        new AttemptFinished("acme", attempt.Order.RunId, attempt.Order.Attempt, outcome, slotOffered),
        Worker);

    /// <summary>The attempt exits, and the worker learns that it is stored.</summary>
    private protected async Task<OutcomeStored> ExitAsync(Attempt attempt, int exitCode = 0, bool slotOffered = false)
    {
        Finish(attempt, TenantScenario.Exited(exitCode), slotOffered);
        return await StoredAsync(attempt);
    }

    private protected async Task<OutcomeStored> StoredAsync(Attempt attempt)
    {
        var stored = await Worker.ExpectMsgAsync<OutcomeStored>(Patience);
        Assert.Equal((attempt.Order.RunId, attempt.Order.Attempt), (stored.RunId, stored.Attempt));
        return stored;
    }

    private protected Task NothingIsAskedAsync() => Worker.ExpectNoMsgAsync(Silence).AsTask();

    internal sealed record Attempt(AttemptOrder Order, IActorRef Job);
}
