using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Dativo.Actors.Tests.VirtualTime;

/// <summary>
/// A scheduler whose time moves only when a test moves it. Unlike Akka's own TestScheduler it may be used by actors
/// while the test moves it, and what is due at once is done at once.
/// </summary>
internal sealed class VirtualScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log)
{
    /// <summary>The time at which every test begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    // Patience is measured in real time.
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Item, (DateTimeOffset At, long Order)> _items = new();
    private DateTimeOffset _now = Start;
    private long _order;

    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(_startedAt);

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => Now;

    /// <summary>Moves the time, and does in its order what is due until then.</summary>
    public void Advance(TimeSpan by)
    {
        var target = Now + by;
        while (Next(target) is { } action)
            action();
        lock (_gate)
            _now = target;
    }

    /// <summary>Moves the time to the next instant at which something is due, or to <paramref name="target"/> when nothing is until then.</summary>
    public void AdvanceToNext(DateTimeOffset target)
    {
        DateTimeOffset next;
        lock (_gate)
        {
            while (_items.TryPeek(out var item, out _) && item.IsCancelled)
                _items.Dequeue();
            next = _items.TryPeek(out _, out var due) && due.At < target ? due.At : target;
        }

        var by = next - Now;
        Advance(by > TimeSpan.Zero ? by : TimeSpan.Zero);
    }

    /// <summary>Whether something is due at this very instant.</summary>
    public bool IsArmed(DateTimeOffset at)
    {
        lock (_gate)
            return _items.UnorderedItems.Any(item => item.Priority.At == at && !item.Element.IsCancelled);
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, null, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Add(delay, null, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => Add(delay, null, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(initialDelay, interval, action.Run, cancelable);

    private void Add(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable)
    {
        var item = new Item(action, interval, cancelable);
        if (item.IsCancelled)
            return;
        lock (_gate)
        {
            if (delay > TimeSpan.Zero)
            {
                Enqueue(item, _now + delay);
                return;
            }

            if (interval is { } next)
                Enqueue(item, _now + next);
        }

        action();
    }

    private Action? Next(DateTimeOffset target)
    {
        lock (_gate)
        {
            while (_items.TryPeek(out var item, out var due) && due.At <= target)
            {
                _items.Dequeue();
                if (item.IsCancelled)
                    continue;
                _now = due.At > _now ? due.At : _now;
                if (item.Interval is { } interval)
                    Enqueue(item, due.At + interval);
                return item.Action;
            }

            return null;
        }
    }

    private void Enqueue(Item item, DateTimeOffset at) => _items.Enqueue(item, (at, _order++));

    private sealed record Item(Action Action, TimeSpan? Interval, ICancelable? Cancelable)
    {
        public bool IsCancelled => Cancelable?.IsCancellationRequested == true;
    }
}
