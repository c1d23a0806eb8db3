using System.Collections.Immutable;
using Dativo.Actors.History;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.History;

/// <summary>Turns numbers into events that tenants could have stored, so that a property test can draw and shrink them.</summary>
internal static class EventScript
{
    private static readonly string[] TenantIds = ["acme", "globex", "initech"];

    /// <summary>One or more events per number, in the journal's order, with gaps in it as other actors leave them.</summary>
    public static List<HistoryEnvelope> Play(IEnumerable<int> choices)
    {
        var journal = new List<HistoryEnvelope>();
        var ids = 0;
        var tenants = TenantIds.Select(_ => new Tenant(() => Events.Id(++ids))).ToArray();
        long ordering = 0;
        var step = 0;
        foreach (var choice in choices)
        {
            var which = choice % TenantIds.Length;
            foreach (var stored in tenants[which].Next(choice / TenantIds.Length, ++step))
            {
                ordering += 1 + choice % 5 / 4;
                journal.Add(new HistoryEnvelope(ordering, TenantIds[which], ++tenants[which].Sequence, stored));
            }
        }

        return journal;
    }

    private sealed class Run(Guid id)
    {
        public Guid Id { get; } = id;

        public int Attempts { get; set; }

        public bool IsRunning { get; set; }
    }

    private sealed class Tenant(Func<Guid> newId)
    {
        private readonly List<Run> _open = [];
        private long _token;

        public long Sequence { get; set; }

        public IEnumerable<ITenantEvent> Next(int choice, int step)
        {
            var what = choice % 10;
            var detail = choice / 10;
            if (_open.Count > 0 && what >= 4)
                return Advance(_open[detail % _open.Count], what, detail / 8, step);
            return what switch
            {
                0 => [new LimitsChanged(new TenantLimits { Concurrency = 1 + detail % 3 })],
                1 => [new SpecRecorded(Events.Spec with { Priority = detail % 4 })],
                2 => [Skip(detail, step)],
                _ => [Queue(detail, step)],
            };
        }

        private OccurrencesSkipped Skip(int detail, int step) => new()
        {
            Schedule = "hourly",
            SpecId = Events.Spec.Id,
            Occurrences = [.. Enumerable.Range(0, 1 + detail % 3).Select(i => new SkippedOccurrence(newId(), Events.At(step - i)))],
            Reason = (SkipReason)(1 + detail % 4),
            Detail = $"detail {detail}",
            At = Events.At(step),
        };

        private RunQueued Queue(int detail, int step)
        {
            var run = new Run(newId());
            _open.Add(run);
            return Events.Queued(run.Id, step, $"schedule{detail % 3}", (RunTrigger)(1 + detail % 4)) with { Priority = detail % 7, RequestedBy = detail % 2 == 0 ? "ops" : null };
        }

        private IEnumerable<ITenantEvent> Advance(Run run, int what, int detail, int step)
        {
            if (what == 4)
                return [new RunCancelRequested(run.Id, "ops", $"reason {detail}", Events.At(step))];
            if (!run.IsRunning && what == 5)
            {
                _open.Remove(run);
                return [new RunEnded { RunId = run.Id, Status = detail % 2 == 0 ? RunStatus.Cancelled : RunStatus.Skipped, Reason = "cancelled", Detail = detail % 3 == 0 ? "why" : null, At = Events.At(step) }];
            }

            if (!run.IsRunning)
            {
                run.IsRunning = true;
                return [Events.Started(run.Id, ++run.Attempts, step, ++_token)];
            }

            run.IsRunning = false;
            var ended = End(run, detail, step);
            if (ended.FinalStatus is null)
                return [ended];
            _open.Remove(run);
            // As in a busy tenant: an end and the next start in one write.
            if (_open.Find(r => !r.IsRunning) is not { } next)
                return [ended];
            next.IsRunning = true;
            return [ended, Events.Started(next.Id, ++next.Attempts, step, ++_token)];
        }

        private static AttemptEnded End(Run run, int detail, int step)
        {
            var ended = (detail % 5) switch
            {
                0 => Events.Exited(run.Id, run.Attempts, step, 0, RunStatus.Success),
                1 => Events.Exited(run.Id, run.Attempts, step, 1, RunStatus.Partial, null, "some\nlines"),
                2 => Events.Exited(run.Id, run.Attempts, step, 2, null, step + 5, "again"),
                3 => Events.Exited(run.Id, run.Attempts, step, 2, RunStatus.Failure, null, "gave up"),
                _ => Events.Exited(run.Id, run.Attempts, step, 137, null, null),
            };
            if (detail % 3 != 0)
                return ended;
            var metrics = ImmutableSortedDictionary<string, double>.Empty.Add("records_count", detail);
            return ended with { Outcome = ended.Outcome with { Kind = (AttemptOutcomeKind)(1 + detail % 5), Metrics = metrics } };
        }
    }
}
