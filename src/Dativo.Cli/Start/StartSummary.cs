using System.Globalization;
using Dativo.Actors.Configuration;
using Dativo.Actors.Configuration.Node;
using Dativo.Actors.Hosting;
using Dativo.Cli.Commands;

namespace Dativo.Cli.Start;

/// <summary>What a starting node tells people: what it loaded, and when what fires next.</summary>
internal static class StartSummary
{
    private const int MostSchedules = 20;

    public static void Write(NodePlan plan, DateTimeOffset now, TextWriter output)
    {
        var node = plan.Node;
        var version = typeof(StartSummary).Assembly.GetName().Version?.ToString(3);
        output.WriteLine($"Dativo Actors {version}");
        if (node.Roles.Length < NodeRoles.All.Length)
            output.WriteLine($"  roles      {string.Join(", ", node.Roles)}");
        if (node.Has(NodeRoles.Scheduler))
            output.WriteLine($"  schedules  {plan.Definition!.Schedules.Length} of {TenantsOf(plan.Definition)} tenants, from {plan.Definition.File}");
        if (node.Database is { } database)
        {
            output.WriteLine($"  node       {node.Hostname}:{node.Port}");
            output.WriteLine($"  database   {ConnectionText.Describe(database)}");
        }

        output.WriteLine($"  data       {node.DataDirectory}");
        if (node.Has(NodeRoles.Worker))
            output.WriteLine($"  slots      {node.Slots} jobs at once");
        output.WriteLine($"  {(node.Has(NodeRoles.Web) ? "api " : "http")}       http://{plan.Web.Bind}");
        output.WriteLine();
        if (node.Has(NodeRoles.Scheduler))
            WriteSchedules(plan.Definition!, now, output);
    }

    private static int TenantsOf(RunnerDefinition definition) =>
        definition.Schedules.Select(schedule => schedule.Job?.TenantId).OfType<string>().Distinct(StringComparer.Ordinal).Count();

    private static void WriteSchedules(RunnerDefinition definition, DateTimeOffset now, TextWriter output)
    {
        var rows = definition.Schedules
            .Select(schedule => (Schedule: schedule, Next: NextOf(schedule, now)))
            .OrderBy(row => row.Next ?? DateTimeOffset.MaxValue)
            .Take(MostSchedules)
            .Select(row => (row.Schedule.Name, Tenant: row.Schedule.Job?.TenantId ?? "-", Rule: row.Schedule.RuleText, Next: Describe(row.Schedule, row.Next, now)))
            .Prepend((Name: "SCHEDULE", Tenant: "TENANT", Rule: "RULE", Next: "NEXT"))
            .ToArray();
        var (name, tenant, rule) = (rows.Max(row => row.Name.Length), rows.Max(row => row.Tenant.Length), rows.Max(row => row.Rule.Length));
        foreach (var row in rows)
            output.WriteLine($"  {row.Name.PadRight(name)}  {row.Tenant.PadRight(tenant)}  {row.Rule.PadRight(rule)}  {row.Next}");
        if (definition.Schedules.Length > MostSchedules)
            output.WriteLine($"  ... and {definition.Schedules.Length - MostSchedules} more: dativo schedules list");
        output.WriteLine();
    }

    private static DateTimeOffset? NextOf(ScheduleDefinition schedule, DateTimeOffset now) =>
        schedule.Enabled && schedule.Job is not null ? schedule.Rule.NextAfter(now) : null;

    private static string Describe(ScheduleDefinition schedule, DateTimeOffset? next, DateTimeOffset now)
    {
        if (!schedule.Enabled)
            return "disabled";
        if (schedule.Job is null)
            return "invalid: its job file is broken";
        return next is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm:ss} UTC ({TimeDistance.From(now, at)})")
            : "never again";
    }
}
