using System.Globalization;
using System.Text;
using Dativo.Cli.Client;
using Dativo.Web.Contract;

namespace Dativo.Cli.Output;

/// <summary>Runs for people.</summary>
internal static class RunText
{
    private const int ErrorLines = 5;

    public static string List(RunList list, ClientSession session)
    {
        if (list.Runs.Count == 0)
            return $"no runs{Environment.NewLine}";
        var now = session.Now;
        var table = new TextTable(
            new Column("ID"),
            new Column("TENANT") { CutTo = 7 },
            new Column("SCHEDULE") { CutTo = 14 },
            new Column("STATUS"),
            new Column("REASON") { CutTo = 12, Expendable = 3 },
            new Column("TRIGGER") { Expendable = 2 },
            new Column("QUEUED") { Right = true },
            new Column("TOOK") { Right = true },
            new Column("TRIES") { Right = true, Expendable = 1 });
        foreach (var run in list.Runs)
        {
            table.Add(
                run.ShortId ?? run.Id.ToString(),
                run.TenantId,
                run.Schedule,
                new Cell(run.Status, run.Status),
                run.Status == "skipped" ? Why(run) : run.Detail ?? run.Reason,
                run.Trigger,
                TimeText.Relative(run.QueuedAt, now),
                Took(run, now),
                run.Attempts.ToString(CultureInfo.InvariantCulture));
        }

        return table.Render(session.Host.Width, session.Paint);
    }

    public static string Page(RunPage run, ClientSession session)
    {
        var (now, paint) = (session.Now, session.Paint);
        var open = RunStatusNames.IsOpen(run.Status);
        var text = new StringBuilder();
        text.Append(new Fields(paint)
            .Add("Run", run.Id.ToString())
            .Add("Status", run.Status, run.Status)
            .Add("Why", Why(run))
            .Add("Waits for", run.WaitsFor)
            .Add("Next try", run.RetryAt is { } retry ? TimeText.Full(retry, now) : null)
            .Add("Process", run.Pid?.ToString(CultureInfo.InvariantCulture))
            .Add("Note", open && !run.Live ? "its tenant gave no word on it just now; this is what the history holds" : null)
            .Add("Tenant", run.TenantId)
            .Add("Schedule", run.Schedule)
            .Add("Trigger", run.RequestedBy is null ? run.Trigger : $"{run.Trigger}, asked for by {run.RequestedBy}")
            .Add("For", TimeText.Full(run.ScheduledFor, now))
            .Add("Queued", TimeText.Full(run.QueuedAt, now))
            .Add("Started", run.StartedAt is { } started ? TimeText.Full(started, now) : null)
            .Add("Finished", run.FinishedAt is { } finished ? TimeText.Full(finished, now) : null)
            .Add("Took", Took(run, now))
            .Add("Job file", run.Config));

        if (run.AttemptList.Count > 0)
            text.AppendLine().AppendLine(paint.Bold("Attempts")).Append(Attempts(run.AttemptList, session));
        if (run.Metrics.Count > 0)
            text.AppendLine().AppendLine(paint.Bold("Metrics")).Append(Pairs(run.Metrics.Select(metric => (metric.Key, Number(metric.Value))), session));
        if (run.Tags.Count > 0)
            text.AppendLine().AppendLine(paint.Bold("Tags")).Append(Pairs(run.Tags.Select(tag => (tag.Key, tag.Value)), session));
        return text.ToString();
    }

    /// <summary>Name and value per line, indented.</summary>
    public static string Pairs(IEnumerable<(string Name, string Value)> pairs, ClientSession session)
    {
        var all = pairs.Select(pair => (Name: PlainText.OneLine(pair.Name), Value: PlainText.OneLine(pair.Value))).ToArray();
        var nameWidth = all.Max(pair => CellWidth.Of(pair.Name));
        var text = new StringBuilder();
        foreach (var (name, value) in all)
            text.Append("  ").Append(session.Paint.Dim(name)).Append(' ', nameWidth - CellWidth.Of(name) + 2).AppendLine(value);
        return text.ToString();
    }

    private static string? Why(RunRow run) => (run.Reason, run.Detail) switch
    {
        (null, null) => null,
        (null, var detail) => detail,
        (var reason, null) => reason,
        var (reason, detail) => $"{reason}: {detail}",
    };

    private static string? Took(RunRow run, DateTimeOffset now) => (run.StartedAt, run.FinishedAt) switch
    {
        ({ } start, { } end) => TimeText.Duration(end - start),
        ({ } start, null) => TimeText.Duration(now - start),
        _ => null,
    };

    private static string Attempts(IReadOnlyList<AttemptRow> attempts, ClientSession session)
    {
        var (now, paint) = (session.Now, session.Paint);
        const string indent = "  ";
        var table = new TextTable(
            new Column("#") { Right = true },
            new Column("OUTCOME"),
            new Column("EXIT") { Right = true },
            new Column("REASON") { CutTo = 10, Expendable = 1 },
            new Column("STARTED") { Right = true },
            new Column("TOOK") { Right = true },
            new Column("PID") { Right = true },
            new Column("TOKEN") { Right = true, Expendable = 2 },
            new Column("NODE") { CutTo = 8 });
        foreach (var attempt in attempts)
        {
            table.Add(
                attempt.Number.ToString(CultureInfo.InvariantCulture),
                attempt.Outcome ?? "under way",
                attempt.ExitCode?.ToString(CultureInfo.InvariantCulture),
                attempt.Reason,
                TimeText.Relative(attempt.StartedAt, now),
                attempt.DurationSeconds is { } seconds ? TimeText.Duration(TimeSpan.FromSeconds(seconds)) : TimeText.Duration(now - attempt.StartedAt),
                attempt.Pid?.ToString(CultureInfo.InvariantCulture),
                attempt.FencingToken.ToString(CultureInfo.InvariantCulture),
                attempt.Node);
        }

        // The error of an attempt stands under its line.
        var text = new StringBuilder();
        var lines = table.Render(session.Host.Width, paint, indent).Split(Environment.NewLine);
        text.AppendLine(lines[0]);
        for (var index = 0; index < attempts.Count; index++)
        {
            text.AppendLine(lines[index + 1]);
            if (attempts[index].Error is not { } error)
                continue;
            foreach (var line in PlainText.LastLines(error, ErrorLines))
            {
                var shown = session.Host.Width is { } width && width > 20 ? CellWidth.Cut(line, width - 7) : line;
                text.Append("     ").Append(paint.Dim("| ")).AppendLine(paint.Status("failure", shown));
            }
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) < 1e15 && value == Math.Floor(value) ? "#,0" : "#,0.###", CultureInfo.InvariantCulture);
}
