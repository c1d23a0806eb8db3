using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

public class TimeZonesTests
{
    [Theory]
    [InlineData("UTC")]
    [InlineData("Etc/UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("US/Eastern")]
    [InlineData("Etc/GMT+5")]
    [InlineData("EST5EDT")]
    [InlineData("Asia/Calcutta")]
    [InlineData("America/Port-au-Prince")]
    public void A_zone_is_found_by_its_id(string id)
    {
        Assert.True(TimeZones.TryFind(id, out var zone, out var error), error);

        Assert.Equal(id, zone!.Id);
        Assert.Null(error);
    }

    [Fact]
    public void Every_zone_of_the_system_is_found()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
            Assert.True(TimeZones.TryFind(zone.Id, out _, out var error), error);
    }

    [Theory]
    [InlineData("Berlin", "Europe/Berlin")]
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("Europe/Belin", "Europe/Berlin")]
    [InlineData("America/NewYork", "America/New_York")]
    [InlineData("New York", "America/New_York")]
    [InlineData("america/new york", "America/New_York")]
    [InlineData("utc", "UTC")]
    [InlineData("PST", "America/Los_Angeles")]
    [InlineData("Eastern Standard Time", "America/New_York")]
    [InlineData(" Europe/Berlin", "Europe/Berlin")]
    public void An_unknown_zone_is_rejected_with_the_one_probably_meant(string id, string meant)
    {
        Assert.False(TimeZones.TryFind(id, out var zone, out var error));

        Assert.Null(zone);
        Assert.Equal($"unknown time zone '{id}' (expected an IANA id such as Europe/Berlin or UTC); did you mean {meant}?", error);
    }

    [Theory]
    [InlineData("Mars/Olympus_Mons")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("posixrules")]
    [InlineData("localtime")]
    [InlineData("Factory")]
    [InlineData("../../etc/passwd")]
    [InlineData("/usr/share/zoneinfo/Europe/Berlin")]
    [InlineData("Europe/../Europe/Berlin")]
    [InlineData("Europe")]
    [InlineData("tzdata.zi")]
    [InlineData("zone.tab")]
    [InlineData("Local")]
    public void What_is_no_id_of_a_zone_is_rejected(string id)
    {
        Assert.False(TimeZones.TryFind(id, out _, out var error));
        Assert.StartsWith($"unknown time zone '{id}' (expected an IANA id", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+02:00")]
    [InlineData("UTC+2")]
    [InlineData("GMT-5")]
    public void An_offset_is_rejected_with_what_to_write_instead(string id)
    {
        Assert.False(TimeZones.TryFind(id, out _, out var error));
        Assert.Contains("is an offset, not a time zone", error, StringComparison.Ordinal);
        Assert.Contains("Etc/GMT-2 for UTC+2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void An_empty_id_is_rejected(string id)
    {
        Assert.False(TimeZones.TryFind(id, out _, out var error));
        Assert.Equal("the time zone is empty (expected an IANA id such as Europe/Berlin or UTC)", error);
    }
}
