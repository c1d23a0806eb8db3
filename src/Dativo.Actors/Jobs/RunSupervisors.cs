using Akka.Actor;
using Akka.Event;

namespace Dativo.Actors.Jobs;

/// <summary>
/// What supervises a tenant's runs: part of the tenant's actor, which is the parent of their job actors. Not an actor for
/// each run, because for a short run that would cost as much as the job actor itself.
/// </summary>
/// <param name="tenant">The tenant's actor.</param>
/// <param name="context">Its context.</param>
/// <param name="services">What job actors need.</param>
internal sealed class RunSupervisors(IWithTimers tenant, IActorContext context, JobActorServices services)
{
    private readonly Dictionary<Guid, RunSupervisor> _runs = [];
    private readonly IActorRef _self = context.Self;

    /// <summary>What job actors need.</summary>
    public JobActorServices Services => services;

    /// <summary>The tenant's timers.</summary>
    public ITimerScheduler Timers => tenant.Timers;

    /// <summary>What the tenant does with a job actor that throws.</summary>
    public SupervisorStrategy Strategy => new StopAndRepair(this);

    /// <summary>A run begins, or is taken up where an earlier incarnation left it.</summary>
    public void Begin(RunAssignment run, RunStart start)
    {
        var supervisor = new RunSupervisor(run, start, this);
        _runs.Add(run.RunId, supervisor);
        supervisor.Begin();
    }

    /// <summary>The supervisor of a run; null when it has none yet, or none any more.</summary>
    public RunSupervisor? Of(Guid runId) => _runs.GetValueOrDefault(runId);

    /// <summary>A run is over.</summary>
    public void End(Guid runId)
    {
        if (_runs.Remove(runId, out var supervisor))
            supervisor.End();
    }

    /// <summary>A job actor that broke is to be replaced.</summary>
    public void Repair(RepairJob message) => Of(message.RunId)?.Begin();

    /// <summary>Makes a job actor.</summary>
    public IActorRef NewJob(RunAssignment run, RunStart phase) => context.ActorOf(Props.Create(typeof(JobActor), run, phase, _self, services));

    /// <summary>Stops a job actor.</summary>
    public void Stop(IActorRef job)
    {
        if (!job.IsNobody())
            context.Stop(job);
    }

    /// <summary>Says that a job actor broke.</summary>
    public void Warn(Guid runId, TimeSpan repairDelay) =>
        context.GetLogger().Warning("The job actor of run {RunId} stopped unexpectedly and is replaced in {Delay}", runId, repairDelay);

    private void OnBroken(IActorRef job)
    {
        foreach (var run in _runs.Values)
        {
            if (run.TryRepair(job))
                return;
        }
    }

    /// <summary>Stops what throws, whatever it throws, and has it replaced.</summary>
    private sealed class StopAndRepair(RunSupervisors runs) : OneForOneStrategy(static _ => Directive.Stop)
    {
        public override void ProcessFailure(
            IActorContext context,
            bool restart,
            IActorRef child,
            Exception cause,
            Akka.Actor.Internal.ChildRestartStats stats,
            IReadOnlyCollection<Akka.Actor.Internal.ChildRestartStats> children)
        {
            base.ProcessFailure(context, restart, child, cause, stats, children);
            runs.OnBroken(child);
        }
    }
}
