using System.Globalization;
using System.Text;
using Dativo.Cli.Client;
using Dativo.Web.Contract;

namespace Dativo.Cli.Output;

/// <summary>Schedules for people.</summary>
internal static class ScheduleText
{
    public static string List(ScheduleList list, ClientSession session)
    {
        if (list.Schedules.Count == 0)
            return $"no schedules{Environment.NewLine}";
        var now = session.Now;
        var table = new TextTable(
            new Column("NAME") { CutTo = 16 },
            new Column("TENANT") { CutTo = 6 },
            new Column("STATE"),
            new Column("RULE") { CutTo = 10 },
            new Column("TIMEZONE") { CutTo = 8, Expendable = 2 },
            new Column("NEXT") { Right = true },
            new Column("LAST") { Right = true, Expendable = 1 },
            new Column("NOTE") { CutTo = 12, Expendable = 3 });
        foreach (var schedule in list.Schedules)
        {
            table.Add(
                schedule.Name,
                schedule.TenantId,
                new Cell(schedule.State, schedule.State),
                schedule.Rule,
                schedule.Timezone,
                TimeText.Relative(schedule.NextAt, now),
                TimeText.Relative(schedule.LastAt, now),
                schedule.InvalidReason ?? (schedule.Pause is { } pause ? pause.Reason ?? $"by {pause.By}" : null));
        }

        return table.Render(session.Host.Width, session.Paint);
    }

    public static string Page(ScheduleRow schedule, ClientSession session)
    {
        var now = session.Now;
        var text = new StringBuilder();
        text.Append(new Fields(session.Paint)
            .Add("Schedule", schedule.Name)
            .Add("About", schedule.Description)
            .Add("State", schedule.State, schedule.State)
            .Add("Error", schedule.InvalidReason)
            .Add("Paused", schedule.Pause is { } pause ? $"{TimeText.Full(pause.At, now)} by {pause.By}{(pause.Reason is null ? string.Empty : $": {pause.Reason}")}" : null)
            .Add("Until", schedule.Pause is null ? null : schedule.Pause.Until is { } until ? TimeText.Full(until, now) : "somebody resumes it")
            .Add("Tenant", schedule.TenantId)
            .Add("Rule", $"{schedule.Rule} ({schedule.Timezone})")
            .Add("Next", schedule.NextAt is { } next ? TimeText.Full(next, now) : null)
            .Add("Last", schedule.LastAt is { } last ? TimeText.Full(last, now) : null)
            .Add("At once", $"{schedule.MaxConcurrentRuns.ToString(CultureInfo.InvariantCulture)} run{(schedule.MaxConcurrentRuns == 1 ? string.Empty : "s")} at the most")
            .Add("Job file", schedule.Config));
        if (schedule.Tags.Count > 0)
            text.AppendLine().AppendLine(session.Paint.Bold("Tags")).Append(RunText.Pairs(schedule.Tags.Select(tag => (tag.Key, tag.Value)), session));
        return text.ToString();
    }
}
