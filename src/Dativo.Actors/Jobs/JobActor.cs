using Akka.Actor;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Jobs;

/// <summary>
/// Runs one attempt: gets a slot, lets the tenant store the start, has the worker launch the process, and hands the
/// outcome to the tenant. In place of an earlier incarnation it asks the worker that has the attempt.
/// </summary>
internal sealed class JobActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(5);

    // Another node may die without a word, and then time counts.
    private static readonly TimeSpan RemoteRepeatInterval = TimeSpan.FromSeconds(1);

    private readonly RunAssignment _run;
    private readonly RunStart _start;
    private readonly IActorRef _tenant;
    private readonly JobActorServices _services;

    // Sent again until something comes back: between nodes a message may be lost.
    private Action? _repeat;
    private TimeSpan _interval;
    private ICanTell _worker;
    private string _node;
    private IActorRef? _watched;
    private int _attempt;
    private bool _stops;

    public JobActor(RunAssignment run, RunStart start, IActorRef tenant, JobActorServices services)
    {
        _run = run;
        _start = start;
        _tenant = tenant;
        _services = services;
        _worker = services.Worker;
        _node = services.SelfNode;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsRemote => _node != _services.SelfNode;

    protected override void PreStart()
    {
        switch (_start)
        {
            case RunStart.WithSlot withSlot:
                Launch(withSlot.Order, withSlot.IsSpare);
                break;
            case RunStart.Running running:
                _attempt = running.Attempt;
                _node = running.Node;
                AwaitWorker(Attach);
                break;
            default:
                AskForSlot();
                break;
        }
    }

    // There is one of these for each attempt, and a table of handlers for each would cost more than what they do.
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SlotGranted granted when _attempt == 0:
                WorkWith(Sender, granted.Node);
                Await(() => _tenant.Tell(new AttemptReady(_run.RunId, _node)));
                break;
            case StartAttempt start:
                // Another node may have given a slot since the tenant was told of the first.
                if (start.Node != _node)
                    Address(start.Node);
                Launch(start.Order, inSpareSlot: false);
                break;
            case AttemptLaunched launched when launched.Attempt == _attempt:
                // The worker of another node may die: only who asks again and again is sure to learn of it.
                WorkWith(Sender, _node);
                _repeat = IsRemote || _start is RunStart.Running ? Attach : null;
                RepeatEvery(RepeatInterval);
                if (launched.Pid != 0)
                    _tenant.Tell(new AttemptRuns(launched.RunId, launched.Attempt, launched.Pid));
                break;
            case AttemptFinished finished when finished.Attempt == _attempt:
                _repeat = null;
                _stops = false;
                WorkAlone();
                _tenant.Tell(finished, Sender);
                break;
            case AttemptUnknown unknown when unknown.Attempt == _attempt:
                Interrupted("the worker never started it");
                break;
            case StopAttempt:
                _stops = true;
                Cancel();
                break;
            case OutcomeStored:
                _repeat = null;
                break;
            case Terminated terminated:
                if (terminated.ActorRef.Equals(_watched))
                    OnWorkerGone();
                break;
            case RepeatTimer:
                _repeat?.Invoke();
                if (_stops)
                    Cancel();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void AskForSlot()
    {
        WorkAlone();
        _worker = _services.Worker;
        _node = _services.SelfNode;
        Await(() => _worker.Tell(new RequestSlot(_run.TenantId, _run.RunId, _run.Weight, _run.Spec.Priority), Self));
    }

    private void Launch(AttemptOrder order, bool inSpareSlot)
    {
        _attempt = order.Attempt;
        AwaitWorker(() =>
        {
            if (!IsRemote || _services.Nodes.MayRun(_node))
                _worker.Tell(inSpareSlot ? new LaunchInSpareSlot(order) : new LaunchAttempt(order), Self);
            else
                Interrupted("its node stopped or died before it was started");
        });
    }

    private void Attach()
    {
        if (_services.Nodes.MayRun(_node))
        {
            _worker = _services.Nodes.WorkerOf(_node);
            _worker.Tell(new AttachAttempt(_run.TenantId, _run.RunId, _attempt), Self);
        }
        else
        {
            Interrupted("its node stopped or died");
        }
    }

    private void Address(string node)
    {
        WorkAlone();
        _node = node;
        if (!IsRemote)
            _worker = _services.Worker;
        else if (_services.Nodes.MayRun(node))
            _worker = _services.Nodes.WorkerOf(node);
    }

    private void OnWorkerGone()
    {
        _watched = null;
        if (_attempt == 0)
            AskForSlot();
        else
            AwaitWorker(Attach);
    }

    private void Cancel() => _worker.Tell(new CancelAttempt(_run.RunId, _attempt), Self);

    private void Interrupted(string why)
    {
        _stops = false;
        WorkAlone();
        Await(() => _tenant.Tell(new AttemptFinished(
            _run.TenantId,
            _run.RunId,
            _attempt,
            new AttemptOutcome { Kind = AttemptOutcomeKind.Interrupted, Error = why },
            SlotOffered: false)));
    }

    private void AwaitWorker(Action action) => Await(action, IsRemote ? RemoteRepeatInterval : RepeatInterval);

    private void Await(Action action) => Await(action, RepeatInterval);

    private void Await(Action action, TimeSpan interval)
    {
        RepeatEvery(interval);
        _repeat = action;
        action();
    }

    private void RepeatEvery(TimeSpan interval)
    {
        if (interval == _interval)
            return;
        _interval = interval;
        Timers.StartPeriodicTimer(RepeatTimer.Instance, RepeatTimer.Instance, interval);
    }

    private void WorkWith(IActorRef worker, string node)
    {
        _worker = worker;
        _node = node;
        if (worker.Equals(_watched))
            return;
        WorkAlone();
        if (IsRemote)
            _watched = Context.Watch(worker);
    }

    private void WorkAlone()
    {
        if (_watched is { } watched)
            Context.Unwatch(watched);
        _watched = null;
    }

    private sealed class RepeatTimer
    {
        public static readonly RepeatTimer Instance = new();
    }
}
