using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Dativo.Actors.Hosting;
using Dativo.Actors.Hosting.Timing;

namespace Dativo.Actors.Tests.Hosting.Timing;

public sealed class TicklessSchedulerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TicklessScheduler _scheduler = new(ConfigurationFactory.Empty, NoLogger.Instance);
    private readonly BlockingCollection<string> _done = [];

    private IAdvancedScheduler Timers => ((IScheduler)_scheduler).Advanced;

    public void Dispose()
    {
        _scheduler.Dispose();
        _done.Dispose();
    }

    [Fact]
    public void Is_the_scheduler_of_a_node()
    {
        var hocon = ConfigurationFactory.ParseString(NodeHocon.Of(new NodeOptions { DataDirectory = "data", Slots = 1 }, TimeSpan.FromSeconds(1)));

        Assert.Equal(typeof(TicklessScheduler), Type.GetType(hocon.GetString("akka.scheduler.implementation")));
    }

    [Fact]
    public void Does_what_is_due_in_the_order_in_which_it_is_due()
    {
        Timers.ScheduleOnce(TimeSpan.FromMilliseconds(60), () => _done.Add("third"));
        Timers.ScheduleOnce(TimeSpan.FromMilliseconds(20), () => _done.Add("first"));
        Timers.ScheduleOnce(TimeSpan.FromMilliseconds(40), () => _done.Add("second"));

        Assert.Equal(["first", "second", "third"], [Next(), Next(), Next()]);
    }

    [Fact]
    public void Does_at_once_what_has_no_delay() =>
        Assert.Equal("now", After(() => Timers.ScheduleOnce(TimeSpan.Zero, () => _done.Add("now"))));

    [Fact]
    public void Does_nothing_before_its_time()
    {
        var startedAt = Stopwatch.GetTimestamp();
        var took = TimeSpan.Zero;
        Timers.ScheduleOnce(TimeSpan.FromMilliseconds(25), () =>
        {
            took = Stopwatch.GetElapsedTime(startedAt);
            _done.Add("done");
        });

        Next();
        Assert.True(took >= TimeSpan.FromMilliseconds(25), $"done after {took}");
    }

    [Fact]
    public void Repeats_until_it_is_cancelled()
    {
        using var cancelable = new Cancelable((IScheduler)_scheduler);
        Timers.ScheduleRepeatedly(TimeSpan.Zero, TimeSpan.FromMilliseconds(1), () => _done.Add("again"), cancelable);
        Next();
        Next();
        Next();
        cancelable.Cancel();

        // What was under way when it was cancelled has been done once the next one is.
        Timers.ScheduleOnce(TimeSpan.Zero, () => _done.Add("last"));
        while (Next() != "last")
        {
        }

        Timers.ScheduleOnce(TimeSpan.FromMilliseconds(20), () => _done.Add("end"));
        Assert.Equal("end", Next());
    }

    [Fact]
    public void Does_not_what_is_cancelled()
    {
        using var cancelable = new Cancelable((IScheduler)_scheduler);
        Timers.ScheduleOnce(TimeSpan.FromMilliseconds(20), () => _done.Add("cancelled"), cancelable);
        cancelable.Cancel();

        Timers.ScheduleOnce(TimeSpan.FromMilliseconds(40), () => _done.Add("kept"));
        Assert.Equal("kept", Next());
    }

    [Fact]
    public void Goes_on_after_an_action_that_fails()
    {
        Timers.ScheduleOnce(TimeSpan.Zero, () => throw new InvalidOperationException());

        Assert.Equal("done", After(() => Timers.ScheduleOnce(TimeSpan.Zero, () => _done.Add("done"))));
    }

    [Fact]
    public void Keeps_no_more_cancelled_timers_than_others()
    {
        for (var i = 0; i < 3_000; i++)
            Timers.ScheduleOnce(TimeSpan.FromHours(1), () => { });
        for (var i = 0; i < 100_000; i++)
        {
            using var cancelable = new Cancelable((IScheduler)_scheduler);
            Timers.ScheduleOnce(TimeSpan.FromHours(2), () => { }, cancelable);
            cancelable.Cancel();
        }

        Assert.InRange(_scheduler.Count, 3_000, 7_000);
    }

    [Fact]
    public void At_the_end_does_what_was_to_be_done_once_and_takes_no_more()
    {
        using var cancelable = new Cancelable((IScheduler)_scheduler);
        Timers.ScheduleOnce(TimeSpan.FromHours(1), () => _done.Add("once"));
        Timers.ScheduleOnce(TimeSpan.FromHours(1), () => _done.Add("cancelled"), cancelable);
        Timers.ScheduleRepeatedly(TimeSpan.FromHours(1), TimeSpan.FromHours(1), () => _done.Add("repeated"));
        cancelable.Cancel();

        _scheduler.Dispose();

        Assert.Equal(["once"], _done);
        Assert.Throws<SchedulerException>(() => Timers.ScheduleOnce(TimeSpan.Zero, () => { }));
    }

    private string After(Action action)
    {
        action();
        return Next();
    }

    private string Next() => _done.TryTake(out var done, Patience) ? done : throw new TimeoutException();
}
