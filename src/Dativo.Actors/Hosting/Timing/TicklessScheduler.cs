using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Dativo.Actors.Hosting.Timing;

/// <summary>
/// The timers of an actor system: a thread that sleeps until the earliest is due. Akka's own scheduler wakes a hundred times a second
/// whether anything is due or not, which is most of what an idle node does, and gives every timer up to ten milliseconds more than it
/// asked for; this one wakes when something is due, within a millisecond.
/// </summary>
/// <remarks>As with Akka's own, an action must not block: it runs on the thread of the timers.</remarks>
internal sealed class TicklessScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    /// <summary>So many timers are never too many to keep although they are cancelled.</summary>
    private const int FewTimers = 1024;

    // No wait of the framework is longer; the thread looks then, and goes on.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly object _gate = new();
    private readonly PriorityQueue<ScheduledWork, (long DueAt, long Order)> _queue = new();
    private Thread? _thread;
    private long _order;
    private int _sweepAbove = FewTimers;
    private bool _isStopped;

    /// <summary>Made by the actor system.</summary>
    public TicklessScheduler(Config config, ILoggingAdapter log)
        : base(config, log)
    {
    }

    /// <inheritdoc />
    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(_startedAt);

    /// <inheritdoc />
    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <inheritdoc />
    protected override DateTimeOffset TimeNow => TimeProvider.System.GetLocalNow();

    /// <summary>How many timers are kept, those included that are cancelled and not yet found to be.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <summary>Ends the thread. What is still to be done once is done now, as Akka's own does it: somebody may wait for it.</summary>
    public void Dispose()
    {
        Thread? thread;
        lock (_gate)
        {
            if (_isStopped)
                return;
            _isStopped = true;
            thread = _thread;
            Monitor.Pulse(_gate);
        }

        if (thread is not null && thread != Thread.CurrentThread)
            thread.Join();
        while (_queue.TryDequeue(out var work, out _))
        {
            if (!work.Repeats)
                Run(work);
        }
    }

    /// <inheritdoc />
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, new ScheduledTell(TimeSpan.Zero, cancelable, receiver, message, sender));

    /// <inheritdoc />
    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, new ScheduledTell(interval, cancelable, receiver, message, sender));

    /// <inheritdoc />
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(delay, new ScheduledAction(TimeSpan.Zero, cancelable, action));

    /// <inheritdoc />
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(delay, new ScheduledAction(TimeSpan.Zero, cancelable, action.Run));

    /// <inheritdoc />
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, new ScheduledAction(interval, cancelable, action));

    /// <inheritdoc />
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(initialDelay, new ScheduledAction(interval, cancelable, action.Run));

    private void Add(TimeSpan delay, ScheduledWork work)
    {
        if (work.IsCancelled)
            return;
        var dueAt = After(Stopwatch.GetTimestamp(), delay);
        lock (_gate)
        {
            if (_isStopped)
                throw new SchedulerException("The timers of the actor system have ended.");
            Sweep();
            _queue.Enqueue(work, (dueAt, _order++));
            if (_thread is null)
            {
                _thread = new Thread(Work) { IsBackground = true, Name = "dativo timers" };
                _thread.UnsafeStart();
            }
            else if (ReferenceEquals(_queue.Peek(), work))
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Work()
    {
        while (Next() is { } work)
            Run(work);
    }

    /// <summary>Waits for the next that is due; null at the end.</summary>
    private ScheduledWork? Next()
    {
        lock (_gate)
        {
            while (!_isStopped)
            {
                if (!_queue.TryPeek(out var work, out var due))
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                var now = Stopwatch.GetTimestamp();
                if (!work.IsCancelled && due.DueAt > now)
                {
                    Monitor.Wait(_gate, Until(now, due.DueAt));
                    continue;
                }

                _queue.Dequeue();
                if (work.IsCancelled)
                    continue;
                if (work.Repeats)
                    _queue.Enqueue(work, (After(now, work.Interval), _order++));
                return work;
            }

            return null;
        }
    }

    private void Run(ScheduledWork work)
    {
        try
        {
            if (!work.IsCancelled)
                work.Run();
        }
        catch (SchedulerException) when (_isStopped)
        {
            // It wants to be done once more.
        }
        catch (Exception exception)
        {
            Log.Error(exception, "A timer failed");
        }
    }

    /// <summary>
    /// Most timers are cancelled long before they are due. They are thrown out when they may be the half of all, so that each costs no
    /// more than one look.
    /// </summary>
    private void Sweep()
    {
        if (_queue.Count < _sweepAbove)
            return;
        var left = _queue.UnorderedItems.Where(static item => !item.Element.IsCancelled).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(left);
        _sweepAbove = Math.Max(FewTimers, 2 * left.Length);
    }

    private static long After(long timestamp, TimeSpan delay)
    {
        var ticks = delay.TotalSeconds * Stopwatch.Frequency;
        return ticks < long.MaxValue - timestamp ? timestamp + (long)Math.Ceiling(ticks) : long.MaxValue;
    }

    private static TimeSpan Until(long now, long dueAt)
    {
        // Waits count whole milliseconds, and one of none would spin.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Stopwatch.GetElapsedTime(now, dueAt).TotalMilliseconds));
        return wait < LongestSleep ? wait : LongestSleep;
    }
}
