using Dativo.Actors.Configuration;
using Dativo.Actors.Tests.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>Definitions as tests need them.</summary>
internal static class Definitions
{
    public static RunnerDefinition Of(params ScheduleDefinition[] schedules) => new() { File = "/etc/runner.yaml", Schedules = [.. schedules] };

    /// <summary>A schedule of a whole job; six fields, the seconds first, make the cron expression fine enough.</summary>
    public static ScheduleDefinition Schedule(string name = "orders", string cron = "* * * * *", string tenant = "acme") => new()
    {
        Name = name,
        Rule = Rules.Cron(cron),
        RuleText = cron,
        ConfigFile = $"/jobs/{name}.yaml",
        Job = new JobDefinition { File = $"/jobs/{name}.yaml", TenantId = tenant },
    };

    /// <summary>The same with a broken job file.</summary>
    public static ScheduleDefinition Broken(this ScheduleDefinition schedule) => schedule with { Job = null, InvalidReason = "tenant_id is missing" };
}
