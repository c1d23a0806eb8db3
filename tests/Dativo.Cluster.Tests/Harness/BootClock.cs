using System.Globalization;

namespace Dativo.EndToEnd.Cluster;

/// <summary>The clock that jobs of a load write down without a program of their own: seconds since the machine started, to a hundredth.</summary>
public static class BootClock
{
    /// <summary>Now.</summary>
    public static double Seconds => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>What time of day its zero was.</summary>
    public static DateTimeOffset Zero(TimeProvider time) => time.GetUtcNow() - TimeSpan.FromSeconds(Seconds);
}
