using System.Collections.Immutable;

namespace Dativo.EndToEnd.Load;

/// <summary>
/// Checks the promises: a tenant's jobs never overlap, every occurrence has exactly one row, and the history says what
/// the jobs themselves wrote. Shares nothing with the product.
/// </summary>
public static class LoadChecker
{
    private static readonly ImmutableHashSet<string> Final = ["success", "partial", "failure", "cancelled", "timed_out", "skipped"];
    private static readonly ImmutableHashSet<string> SkipReasons = ["overlap", "missed", "superseded", "disabled"];

    public static CheckReport Check(LoadPlan plan, LoadEvidence evidence)
    {
        var violations = new List<string>();
        foreach (var schedule in plan.Schedules)
            CheckOccurrences(schedule, evidence, violations);
        foreach (var row in evidence.Rows)
            CheckRow(row, violations);
        var records = 0;
        foreach (var tenant in plan.Schedules.Select(schedule => schedule.TenantId).Distinct())
            records += CheckRecords(tenant, evidence, violations);

        var attempts = evidence.Rows.SelectMany(row => row.AttemptList).ToArray();
        if (records > attempts.Length)
            violations.Add($"{records} attempts wrote records, the history has {attempts.Length}");
        return new CheckReport(
            [.. violations],
            evidence.Rows.GroupBy(row => row.Status).ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
            evidence.Rows.Length,
            attempts.Length,
            attempts.Count(attempt => attempt.Outcome == "interrupted"),
            evidence.Rows.Count(row => row.AttemptList.Count(attempt => attempt.Outcome == "exited") > 1));
    }

    private static void CheckOccurrences(LoadSchedule schedule, LoadEvidence evidence, List<string> violations)
    {
        var interval = TimeSpan.FromSeconds(schedule.IntervalSeconds);
        var rows = evidence.Rows.Where(row => row.Schedule == schedule.Name).OrderBy(row => row.ScheduledFor).ToArray();
        if (rows.Length == 0)
        {
            violations.Add($"{schedule.Name} has no row");
            return;
        }

        if (rows[0].ScheduledFor > evidence.RegisteredBy + interval)
            violations.Add($"{schedule.Name}: its first row is for {rows[0].ScheduledFor:O}, but it was registered by {evidence.RegisteredBy:O}");
        if (evidence.DispatchedUntil.TryGetValue(schedule.Name, out var until) && rows[^1].ScheduledFor < until)
            violations.Add($"{schedule.Name}: its last row is for {rows[^1].ScheduledFor:O}, but it was dispatched until {until:O}");
        if (rows.Any(row => row.TenantId != schedule.TenantId || row.Trigger != "schedule"))
            violations.Add($"{schedule.Name}: rows of another tenant or trigger");
        for (var i = 1; i < rows.Length; i++)
        {
            var distance = rows[i].ScheduledFor - rows[i - 1].ScheduledFor;
            if (distance == TimeSpan.Zero)
                violations.Add($"{schedule.Name}: {rows[i].ScheduledFor:O} has two rows, {rows[i - 1].Id} and {rows[i].Id}");
            else if (distance != interval)
                violations.Add($"{schedule.Name}: no row between {rows[i - 1].ScheduledFor:O} and {rows[i].ScheduledFor:O}");
        }
    }

    private static void CheckRow(HistoryRow row, List<string> violations)
    {
        if (!Final.Contains(row.Status))
        {
            violations.Add($"{row.Id} of {row.Schedule} is still {row.Status}");
            return;
        }

        var attempts = row.AttemptList;
        if (row.Status == "skipped")
        {
            if (row.Reason is null || !SkipReasons.Contains(row.Reason) || row.Attempts != 0)
                violations.Add($"{row.Id} of {row.Schedule} is skipped for '{row.Reason}' after {row.Attempts} attempts");
            return;
        }

        if (!attempts.Select(attempt => attempt.Number).SequenceEqual(Enumerable.Range(1, attempts.Length)) || row.Attempts != attempts.Length || attempts.IsEmpty)
            violations.Add($"{row.Id} of {row.Schedule} ({row.Status}) has attempts {string.Join(", ", attempts.Select(attempt => attempt.Number))}, and says {row.Attempts}");
        if (attempts.IsEmpty)
            return;
        if (attempts.FirstOrDefault(attempt => attempt.Outcome is not ("exited" or "interrupted") || attempt.FinishedAt is null) is { } odd)
            violations.Add($"{row.Id} of {row.Schedule}: attempt {odd.Number} has the outcome '{odd.Outcome}'");

        var failed = attempts.Count(attempt => attempt is { Outcome: "exited", ExitCode: not 0 });
        var last = attempts[^1];
        var wanted = last switch
        {
            { Outcome: "interrupted" } => "another attempt",
            { ExitCode: 0 } => "success",
            { ExitCode: 1 } => "partial",
            _ when failed == LoadSchedule.MaxRetries + 1 => "failure",
            _ => "another attempt",
        };
        if (row.Status != wanted || failed > LoadSchedule.MaxRetries + 1)
            violations.Add($"{row.Id} of {row.Schedule} is {row.Status}, but its {attempts.Length} attempts, {failed} of them failed, want {wanted}");
        if (attempts.SkipLast(1).FirstOrDefault(attempt => attempt is { Outcome: "exited", ExitCode: not 2 }) is { } settled)
            violations.Add($"{row.Id} of {row.Schedule} was tried again after exit code {settled.ExitCode}");
    }

    private static int CheckRecords(string tenant, LoadEvidence evidence, List<string> violations)
    {
        var (records, complaints) = JobRecord.Read(Path.Combine(evidence.RecordsDirectory, tenant));
        violations.AddRange(complaints.Select(complaint => $"{tenant}: {complaint}"));
        var rows = evidence.Rows.Where(row => row.TenantId == tenant).ToDictionary(row => row.Id);
        var written = new Dictionary<(Guid, int), JobRecord>();
        JobRecord? before = null;
        foreach (var record in records)
        {
            if (!written.TryAdd((record.RunId, record.Attempt), record))
                violations.Add($"{tenant}: attempt {record.Attempt} of {record.RunId} ran twice");
            if (before is not null && record.FencingToken <= before.FencingToken)
                violations.Add($"{tenant}: token {record.FencingToken} of {TextOf(record)} follows token {before.FencingToken} of {TextOf(before)}");
            if (before is { EndedAt: { } ended } && record.BegunAt < ended)
                violations.Add($"{tenant}: {record.RunId} began at {record.BegunAt}, before {before.RunId} ended at {ended}");
            if (!rows.TryGetValue(record.RunId, out var row))
                violations.Add($"{tenant}: {record.RunId} ran and is not in the history");
            else if (row.Schedule != record.Schedule || row.ScheduledFor != record.ScheduledFor)
                violations.Add($"{tenant}: {record.RunId} ran for {record.Schedule} at {record.ScheduledFor:O}, the history says {row.Schedule} at {row.ScheduledFor:O}");
            else if (row.AttemptList.FirstOrDefault(attempt => attempt.Number == record.Attempt)?.FencingToken != record.FencingToken)
                violations.Add($"{tenant}: attempt {record.Attempt} of {record.RunId} had token {record.FencingToken}, which the history does not say");
            before = record;
        }

        foreach (var row in rows.Values)
        {
            foreach (var attempt in row.AttemptList.Where(attempt => attempt.Outcome == "exited"))
            {
                if (written.GetValueOrDefault((row.Id, attempt.Number)) is not { } record || record.ExitCode != attempt.ExitCode)
                    violations.Add($"{tenant}: attempt {attempt.Number} of {row.Id} exited with {attempt.ExitCode}, its own record does not say so");
            }
        }

        return records.Count;
    }

    private static string TextOf(JobRecord record) => $"{record.RunId} (attempt {record.Attempt}{(record.BegunAt is { } at ? $" on {record.Node} at {at}" : "")})";
}
