using Dativo.Actors.Tenants;

namespace Dativo.Actors.History;

/// <summary>
/// Says what events change in the tables of the history. Knows nothing of what the tables hold, so that a batch needs no
/// reading before it is written, and cutting the same events into other batches gives the same tables.
/// </summary>
internal sealed class RunProjection
{
    private readonly List<RunChange> _runs = [];
    private readonly Dictionary<Guid, RunChange> _runsById = [];
    private readonly List<AttemptChange> _attempts = [];
    private readonly Dictionary<(Guid, int), AttemptChange> _attemptsByNumber = [];
    private readonly Dictionary<(string, string), SpecRow> _specs = [];
    private readonly Dictionary<string, TenantChange> _tenants = [];

    private RunProjection()
    {
    }

    /// <summary>The changes that the events make, in their order.</summary>
    public static HistoryChanges Project(IEnumerable<HistoryEnvelope> events)
    {
        var projection = new RunProjection();
        foreach (var envelope in events)
            projection.Apply(envelope);
        return new HistoryChanges
        {
            Runs = projection._runs,
            Attempts = projection._attempts,
            Specs = [.. projection._specs.Values],
            Tenants = [.. projection._tenants.Values],
        };
    }

    private void Apply(HistoryEnvelope envelope)
    {
        var tenant = Tenant(envelope.TenantId);
        tenant.SequenceNr = Math.Max(tenant.SequenceNr, envelope.SequenceNr);
        switch (envelope.Event)
        {
            case LimitsChanged:
                break;
            case SpecRecorded recorded:
                _specs[(envelope.TenantId, recorded.Spec.Id)] = new SpecRow(envelope.TenantId, recorded.Spec);
                break;
            case RunQueued queued:
                Queue(envelope.TenantId, queued);
                break;
            case OccurrencesSkipped skipped:
                Skip(envelope.TenantId, skipped);
                break;
            case AttemptStarted started:
                Start(started);
                break;
            case AttemptEnded ended:
                EndAttempt(tenant, ended);
                break;
            case RunCancelRequested requested:
                Run(requested.RunId).CancelRequest = requested;
                break;
            case RunEnded ended:
                Run(ended.RunId).Progress = new RunProgress(ended.Status, ended.Reason, ended.Detail, ended.At);
                NoteEnd(tenant, ended.Status, ended.At);
                break;
            default:
                // A new kind of event needs a rule here: leaving it out would make the history silently incomplete.
                throw new NotSupportedException($"The history has no rule for {envelope.Event.GetType().Name}.");
        }
    }

    private void Queue(string tenantId, RunQueued queued)
    {
        var run = Run(queued.RunId);
        run.Accepted = new AcceptedRun
        {
            TenantId = tenantId,
            Schedule = queued.Schedule,
            SpecId = queued.SpecId,
            Trigger = queued.Trigger,
            ScheduledFor = queued.ScheduledFor,
            QueuedAt = queued.At,
            Priority = queued.Priority,
            RequestedBy = queued.RequestedBy,
        };
        run.Progress = new RunProgress(RunStatus.Queued);
    }

    private void Skip(string tenantId, OccurrencesSkipped skipped)
    {
        var progress = new RunProgress(RunStatus.Skipped, skipped.Reason.Name(), skipped.Detail, skipped.At);
        foreach (var occurrence in skipped.Occurrences)
        {
            var run = Run(occurrence.RunId);
            run.Accepted = new AcceptedRun
            {
                TenantId = tenantId,
                Schedule = skipped.Schedule,
                SpecId = skipped.SpecId,
                Trigger = RunTrigger.Schedule,
                ScheduledFor = occurrence.ScheduledFor,
                QueuedAt = skipped.At,
            };
            run.Progress = progress;
        }
    }

    private void Start(AttemptStarted started)
    {
        var run = Run(started.RunId);
        run.StartedAt ??= started.At;
        run.Attempts = Math.Max(run.Attempts, started.Attempt);
        run.Progress = new RunProgress(RunStatus.Running);
        Attempt(started.RunId, started.Attempt).Started = started;
    }

    private void EndAttempt(TenantChange tenant, AttemptEnded ended)
    {
        Attempt(ended.RunId, ended.Attempt).Ended = ended;
        var status = ended.FinalStatus ?? (ended.RetryAt is null ? RunStatus.Queued : RunStatus.WaitingRetry);
        Run(ended.RunId).Progress = new RunProgress(
            status,
            ended.Reason,
            // Who cancelled it and why says more about a cancelled run than what its process wrote when it was ended.
            status is RunStatus.Success or RunStatus.Cancelled ? null : StoredText.LastLine(ended.Outcome.Error),
            status.IsFinal() ? ended.At : null,
            status.IsFinal() ? null : ended.RetryAt);
        NoteEnd(tenant, status, ended.At);
    }

    private static void NoteEnd(TenantChange tenant, RunStatus status, DateTimeOffset at)
    {
        if (!status.IsFinal() || status == RunStatus.Skipped)
            return;
        tenant.LastStatus = status;
        tenant.LastFinishedAt = at;
    }

    private TenantChange Tenant(string tenantId)
    {
        if (!_tenants.TryGetValue(tenantId, out var tenant))
            _tenants.Add(tenantId, tenant = new TenantChange(tenantId));
        return tenant;
    }

    private RunChange Run(Guid id)
    {
        if (!_runsById.TryGetValue(id, out var run))
        {
            _runsById.Add(id, run = new RunChange(id));
            _runs.Add(run);
        }

        return run;
    }

    private AttemptChange Attempt(Guid runId, int number)
    {
        if (!_attemptsByNumber.TryGetValue((runId, number), out var attempt))
        {
            _attemptsByNumber.Add((runId, number), attempt = new AttemptChange(runId, number));
            _attempts.Add(attempt);
        }

        return attempt;
    }
}
