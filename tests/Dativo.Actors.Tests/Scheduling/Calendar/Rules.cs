using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

internal static class Rules
{
    public static CronRule Cron(string expression, string zone = "UTC")
    {
        Assert.True(TimeZones.TryFind(zone, out var found, out var zoneError), zoneError);
        return Cron(expression, found!);
    }

    public static CronRule Cron(string expression, TimeZoneInfo zone)
    {
        Assert.True(CronRule.TryParse(expression, zone, out var rule, out var error), error);
        return rule!;
    }
}
