using Akka.Actor;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Jobs;

/// <summary>
/// Runs one attempt: gets a slot, lets the tenant store the start, has the worker launch the process, and hands the
/// outcome to the tenant. In place of an earlier incarnation it asks the worker that has the attempt.
/// </summary>
internal sealed class JobActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(5);
    private readonly RunAssignment _run;
    private readonly RunStart _start;
    private readonly IActorRef _tenant;
    private readonly JobActorServices _services;

    // Sent again until something comes back: between nodes a message may be lost.
    private Action? _repeat;
    private ICanTell _worker;
    private int _attempt;
    private bool _stops;

    public JobActor(RunAssignment run, RunStart start, IActorRef tenant, JobActorServices services)
    {
        _run = run;
        _start = start;
        _tenant = tenant;
        _services = services;
        _worker = services.Worker;

        Receive<SlotGranted>(message =>
        {
            _worker = Sender;
            Await(() => _tenant.Tell(new AttemptReady(_run.RunId, message.Node)));
        });
        Receive<StartAttempt>(message => Launch(message.Order));
        Receive<AttemptLaunched>(message => message.Attempt == _attempt, message =>
        {
            // The worker of another node may die: only who asks again and again learns of it.
            _repeat = _start is RunStart.Running running ? () => Attach(running.Node) : null;
            _worker = Sender;
            if (message.Pid != 0)
                _tenant.Tell(new AttemptRuns(message.RunId, message.Attempt, message.Pid));
        });
        Receive<AttemptFinished>(message => message.Attempt == _attempt, message =>
        {
            _repeat = null;
            _stops = false;
            _tenant.Tell(message, Sender);
        });
        Receive<AttemptUnknown>(message => message.Attempt == _attempt, _ => Interrupted("the worker never started it"));
        Receive<StopAttempt>(_ =>
        {
            _stops = true;
            Cancel();
        });
        Receive<OutcomeStored>(_ => _repeat = null);
        Receive<RepeatTimer>(_ =>
        {
            _repeat?.Invoke();
            if (_stops)
                Cancel();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(RepeatTimer.Instance, RepeatTimer.Instance, RepeatInterval);
        switch (_start)
        {
            case RunStart.WithSlot withSlot:
                Launch(withSlot.Order);
                break;
            case RunStart.Running running:
                _attempt = running.Attempt;
                Await(() => Attach(running.Node));
                break;
            default:
                Await(() => _worker.Tell(new RequestSlot(_run.TenantId, _run.RunId), Self));
                break;
        }
    }

    private void Launch(AttemptOrder order)
    {
        _attempt = order.Attempt;
        Await(() => _worker.Tell(new LaunchAttempt(order), Self));
    }

    private void Attach(string node)
    {
        if (_services.Nodes.IsMember(node))
        {
            _worker = _services.Nodes.WorkerOf(node);
            _worker.Tell(new AttachAttempt(_run.TenantId, _run.RunId, _attempt), Self);
        }
        else
        {
            Interrupted("its node stopped or died");
        }
    }

    private void Cancel() => _worker.Tell(new CancelAttempt(_run.RunId, _attempt), Self);

    private void Interrupted(string why)
    {
        _stops = false;
        Await(() => _tenant.Tell(new AttemptFinished(
            _run.TenantId,
            _run.RunId,
            _attempt,
            new AttemptOutcome { Kind = AttemptOutcomeKind.Interrupted, Error = why },
            SlotOffered: false)));
    }

    private void Await(Action action)
    {
        _repeat = action;
        action();
    }

    private sealed class RepeatTimer
    {
        public static readonly RepeatTimer Instance = new();
    }
}
