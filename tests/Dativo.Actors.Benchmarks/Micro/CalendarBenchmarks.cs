using BenchmarkDotNet.Attributes;
using Dativo.Actors.Scheduling.Calendar;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Micro;

/// <summary>When is a schedule due next.</summary>
public class CalendarBenchmarks
{
    private const int Million = 1_000_000;
    private const int Walk = 1_000;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private IScheduleRule _rule = null!;

    /// <summary>A rule by its text: a cron expression with a zone, or a number of seconds.</summary>
    [Params("*/5 * * * * UTC", "30 2 * * * UTC", "*/5 * * * * Europe/Berlin", "30 2 * * * Europe/Berlin", "300 s")]
    public string Rule { get; set; } = null!;

    [GlobalSetup]
    public void SetUp() => _rule = RuleOf(Rule);

    /// <summary>One instant, as the mean of a walk along many.</summary>
    [Benchmark(OperationsPerInvoke = Walk)]
    public DateTimeOffset NextInstant() => Walked(Walk);

    /// <summary>A million instants.</summary>
    [Benchmark]
    public DateTimeOffset MillionInstants() => Walked(Million);

    private static IScheduleRule RuleOf(string text)
    {
        var end = text.LastIndexOf(' ');
        string? error;
        if (text[(end + 1)..] == "s")
            return IntervalRule.TryCreate(TimeSpan.FromSeconds(double.Parse(text[..end], System.Globalization.CultureInfo.InvariantCulture)), out var interval, out error) ? interval : throw new BenchmarkException(error);
        return TimeZones.TryFind(text[(end + 1)..], out var zone, out error) && CronRule.TryParse(text[..end], zone, out var cron, out error) ? cron : throw new BenchmarkException(error);
    }

    private DateTimeOffset Walked(int instants)
    {
        var instant = Start;
        for (var i = 0; i < instants; i++)
            instant = _rule.NextAfter(instant)!.Value;
        return instant;
    }
}
