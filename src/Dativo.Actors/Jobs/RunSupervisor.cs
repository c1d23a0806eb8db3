using Akka.Actor;
using Akka.Event;

namespace Dativo.Actors.Jobs;

/// <summary>
/// The backoff supervisor of one run: keeps one <see cref="JobActor"/> alive per attempt. A failed attempt that may
/// be tried again becomes a new job actor after the policy's delay; a job actor that breaks is replaced after a
/// second and finds its attempt again. The attempt's number and the due time of a retry are stored by the tenant,
/// so unlike a supervisor that counts in memory this one goes on where it was after a failover.
/// </summary>
internal sealed class RunSupervisor : UntypedActor, IWithTimers
{
    private static readonly SupervisorStrategy StopBroken = new OneForOneStrategy(_ => Directive.Stop);
    private static readonly TimeSpan RepairDelay = TimeSpan.FromSeconds(1);
    private readonly RunAssignment _run;
    private readonly IActorRef _tenant;
    private readonly JobActorServices _services;
    private RunStart _phase;
    private bool _stops;
    private IActorRef _job = ActorRefs.Nobody;

    public RunSupervisor(RunAssignment run, RunStart start, IActorRef tenant, JobActorServices services)
    {
        _run = run;
        _tenant = tenant;
        _services = services;
        _phase = start;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Begin();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartAttempt start:
                _phase = new RunStart.Running(start.Order.Attempt, start.Node);
                _job.Tell(start);
                break;
            case RetryScheduled scheduled:
                Retire();
                _stops = false;
                _phase = new RunStart.Waiting(scheduled.RetryAt);
                Begin();
                break;
            case RetryTimer:
                _tenant.Tell(new RetryDue(_run.RunId));
                break;
            case TakePlace:
                _phase = new RunStart.WithoutSlot();
                Begin();
                break;
            case StopAttempt:
                _stops = true;
                _job.Tell(message);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_job):
                Context.GetLogger().Warning("The job actor of run {RunId} stopped unexpectedly and is replaced in {Delay}", _run.RunId, RepairDelay);
                _job = ActorRefs.Nobody;
                Timers.StartSingleTimer(RepairTimer.Instance, RepairTimer.Instance, RepairDelay);
                break;
            case RepairTimer:
                Begin();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => StopBroken;

    private void Begin()
    {
        // A repair that is still to come would put a second job actor beside this one.
        Timers.Cancel(RepairTimer.Instance);
        if (_phase is RunStart.Waiting waiting)
        {
            var delay = waiting.RetryAt - _services.Time.GetUtcNow();
            Timers.StartSingleTimer(RetryTimer.Instance, RetryTimer.Instance, delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
            return;
        }

        _job = Context.Watch(Context.ActorOf(Props.Create(typeof(JobActor), _run, _phase, _tenant, _services)));

        // Should this job actor break, its successor finds the attempt on the node.
        if (_phase is RunStart.WithSlot { Order: var order })
            _phase = new RunStart.Running(order.Attempt, _services.SelfNode);
        if (_stops)
            _job.Tell(StopAttempt.Instance);
    }

    private void Retire()
    {
        Context.Unwatch(_job);
        Context.Stop(_job);
        _job = ActorRefs.Nobody;
    }

    private sealed class RetryTimer
    {
        public static readonly RetryTimer Instance = new();
    }

    private sealed class RepairTimer
    {
        public static readonly RepairTimer Instance = new();
    }
}
