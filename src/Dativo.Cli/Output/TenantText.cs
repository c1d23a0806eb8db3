using System.Globalization;
using System.Text;
using Dativo.Cli.Client;
using Dativo.Web.Contract;

namespace Dativo.Cli.Output;

/// <summary>Tenants for people.</summary>
internal static class TenantText
{
    public static string List(TenantList list, ClientSession session)
    {
        if (list.Tenants.Count == 0)
            return $"no tenants{Environment.NewLine}";
        var table = new TextTable(
            new Column("TENANT") { CutTo = 12 },
            new Column("SCHEDULES") { Right = true },
            new Column("RUNNING") { Right = true },
            new Column("QUEUED") { Right = true },
            new Column("WAITING RETRY") { Right = true },
            new Column("LAST STATUS"),
            new Column("LAST END") { Right = true });
        foreach (var tenant in list.Tenants)
        {
            table.Add(
                tenant.TenantId,
                tenant.Schedules?.ToString(CultureInfo.InvariantCulture) ?? "?",
                Count(tenant.Running),
                Count(tenant.Queued),
                Count(tenant.WaitingRetry),
                new Cell(tenant.LastStatus, tenant.LastStatus),
                TimeText.Relative(tenant.LastFinishedAt, session.Now));
        }

        return table.Render(session.Host.Width, session.Paint);
    }

    public static string Page(TenantPage tenant, ClientSession session)
    {
        var now = session.Now;
        var text = new StringBuilder();
        text.Append(new Fields(session.Paint)
            .Add("Tenant", tenant.TenantId)
            .Add("Schedules", tenant.Schedules?.ToString(CultureInfo.InvariantCulture) ?? "unknown: the scheduler does not answer")
            .Add("At once", $"{Count(tenant.Concurrency)} run{(tenant.Concurrency == 1 ? string.Empty : "s")} at the most")
            .Add("Now", $"{Count(tenant.Running)} running, {Count(tenant.Queued)} queued, {Count(tenant.WaitingRetry)} waiting for a retry")
            .Add("Last run", tenant.LastStatus is null ? null : $"{tenant.LastStatus}, {TimeText.Relative(tenant.LastFinishedAt, now)}", tenant.LastStatus));
        if (tenant.Runs.Count == 0)
            return text.ToString();

        var table = new TextTable(
            new Column("ID"),
            new Column("SCHEDULE") { CutTo = 10 },
            new Column("STATUS"),
            new Column("QUEUED") { Right = true },
            new Column("PID") { Right = true, Expendable = 1 },
            new Column("WAITS FOR") { CutTo = 16 });
        var digits = IdDigits(tenant.Runs);
        foreach (var run in tenant.Runs)
        {
            table.Add(
                run.Id.ToString("N")[..digits],
                run.Schedule,
                new Cell(run.Status, run.Status),
                TimeText.Relative(run.QueuedAt, now),
                run.Pid?.ToString(CultureInfo.InvariantCulture),
                run.RetryAt is { } retry ? $"its next try {TimeText.Relative(retry, now)}" : run.WaitsFor);
        }

        return text.AppendLine().AppendLine(session.Paint.Bold("Open runs")).Append(table.Render(session.Host.Width, session.Paint, "  ")).ToString();
    }

    // Here only this tenant's open runs are known, so a few random digits (after the 12 of the time and the version) join those that tell
    // the shown runs apart.
    private static int IdDigits(IReadOnlyList<OpenRunRow> runs)
    {
        var ids = runs.Select(run => run.Id.ToString("N")).Order(StringComparer.Ordinal).ToArray();
        var digits = 20;
        for (var index = 1; index < ids.Length; index++)
            digits = Math.Max(digits, ids[index].AsSpan().CommonPrefixLength(ids[index - 1]) + 1);
        return Math.Min(digits, 32);
    }

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
