using Akka.Actor;

namespace Dativo.Actors.Jobs;

/// <summary>
/// The backoff supervision of one run: keeps one <see cref="JobActor"/> alive per attempt. A failed attempt that may
/// be tried again becomes a new job actor after the policy's delay; a job actor that breaks is replaced after a
/// second and finds its attempt again. The attempt's number and the due time of a retry are stored by the tenant,
/// so unlike a supervisor that counts in memory this one goes on where it was after a failover.
/// </summary>
internal sealed class RunSupervisor(RunAssignment run, RunStart start, RunSupervisors around)
{
    private static readonly TimeSpan RepairDelay = TimeSpan.FromSeconds(1);
    private readonly RetryDue _retryDue = new(run.RunId);
    private readonly RepairJob _repair = new(run.RunId);
    private RunStart _phase = start;
    private bool _stops;
    private IActorRef _job = ActorRefs.Nobody;

    /// <summary>Makes the job actor, or waits for the retry.</summary>
    public void Begin()
    {
        if (_phase is RunStart.Waiting waiting)
        {
            var delay = waiting.RetryAt - around.Services.Time.GetUtcNow();
            around.Timers.StartSingleTimer(_retryDue, _retryDue, delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
            return;
        }

        _job = around.NewJob(run, _phase);

        // Should this job actor break, its successor finds the attempt on the node.
        if (_phase is RunStart.WithSlot { Order: var order })
            _phase = new RunStart.Running(order.Attempt, around.Services.SelfNode);
        if (_stops)
            _job.Tell(StopAttempt.Instance);
    }

    /// <summary>The attempt is stored as started.</summary>
    public void Start(StartAttempt start)
    {
        _phase = new RunStart.Running(start.Order.Attempt, start.Node);
        _job.Tell(start);
    }

    /// <summary>The attempt is over, and the next one is due then.</summary>
    public void Retry(DateTimeOffset at)
    {
        StopJob();
        _stops = false;
        BeginWith(new RunStart.Waiting(at));
    }

    /// <summary>The next attempt has a place.</summary>
    public void TakePlace() => BeginWith(new RunStart.WithoutSlot());

    /// <summary>The attempt under way is to end.</summary>
    public void Cancel()
    {
        _stops = true;
        _job.Tell(StopAttempt.Instance);
    }

    /// <summary>The run is over.</summary>
    public void End()
    {
        StopJob();
        around.Timers.Cancel(_retryDue);
    }

    /// <summary>Whether that was this run's job actor, which broke and is replaced soon.</summary>
    public bool TryRepair(IActorRef broken)
    {
        if (!broken.Equals(_job))
            return false;
        _job = ActorRefs.Nobody;
        around.Warn(run.RunId, RepairDelay);
        around.Timers.StartSingleTimer(_repair, _repair, RepairDelay);
        return true;
    }

    private void BeginWith(RunStart phase)
    {
        // A repair that is still to come would put a second job actor beside this one.
        around.Timers.Cancel(_repair);
        _phase = phase;
        Begin();
    }

    private void StopJob()
    {
        around.Timers.Cancel(_repair);
        around.Stop(_job);
        _job = ActorRefs.Nobody;
    }
}
