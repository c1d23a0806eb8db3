using System.Collections.Immutable;
using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Tests.Workers;

public sealed class JobMetricsTests
{
    [Fact]
    public void The_later_value_of_a_name_wins()
    {
        var metrics = Fold(Event("metrics_extraction", ("records_count", 1)), Event("metrics_extraction", ("records_count", 5), ("files_count", 2)));

        Assert.Equal(new Dictionary<string, double> { ["records_count"] = 5, ["files_count"] = 2 }, metrics.Values.ToDictionary());
    }

    [Fact]
    public void Events_that_are_no_metrics_leave_the_values_alone()
    {
        var metrics = Fold(Event("job_finished", ("exit_code", 2)), Event("other", ("x", 1)));

        Assert.Empty(metrics.Values);
    }

    [Fact]
    public void The_status_is_that_of_the_last_metrics_event_with_one()
    {
        var metrics = Fold(
            Event("metrics_complete") with { Texts = Texts("status", "partial") },
            Event("metrics_writing"),
            Event("job_finished") with { Texts = Texts("status", "ignored") });

        Assert.Equal("partial", metrics.Status);
    }

    [Fact]
    public void The_phase_follows_the_events_and_an_own_phase_wins()
    {
        Assert.Null(JobMetrics.Empty.Phase);
        Assert.Equal("started", Fold(Event("job_started")).Phase);
        Assert.Equal("validation", Fold(Event("job_started"), Event("metrics_validation"), Event("metrics_error")).Phase);
        Assert.Equal("upload", Fold(Event("metrics_writing") with { Texts = Texts("phase", "upload") }).Phase);
        Assert.Equal("finished", Fold(Event("metrics_writing"), Event("job_finished")).Phase);
    }

    [Fact]
    public void It_never_holds_more_than_64_values()
    {
        var metrics = JobMetrics.Empty;
        for (var i = 0; i < 1000; i++) metrics = metrics.Apply(Event("metrics_x", ($"name{i}", i)));
        metrics = metrics.Apply(Event("metrics_x", ("name3", -3)));

        Assert.Equal(JobMetrics.MaxValues, metrics.Values.Count);
        Assert.Equal(-3, metrics.Values["name3"]);
    }

    [Fact]
    public void An_event_that_says_nothing_gives_the_same_object()
    {
        var metrics = Fold(Event("metrics_x", ("a", 1)));

        Assert.Same(metrics, metrics.Apply(Event("log_line", ("b", 1))));
    }

    private static JobMetrics Fold(params OutputEvent[] events) => events.Aggregate(JobMetrics.Empty, (metrics, next) => metrics.Apply(next));

    private static ImmutableDictionary<string, string> Texts(string name, string value) => ImmutableDictionary<string, string>.Empty.Add(name, value);

    private static OutputEvent Event(string type, params (string Name, double Value)[] numbers) =>
        new(type, numbers.ToImmutableDictionary(n => n.Name, n => n.Value), ImmutableDictionary<string, string>.Empty);
}
