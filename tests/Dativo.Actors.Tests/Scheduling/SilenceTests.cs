using CsCheck;
using Dativo.Actors.Scheduling;

namespace Dativo.Actors.Tests.Scheduling;

/// <summary>
/// Whatever happens to schedules, each minute in which a registered one was silent ends in its backlog, until that is
/// dispatched or the schedule is registered anew. The minutes are counted one by one, beside the state.
/// </summary>
public sealed class SilenceTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly string[] Names = ["orders", "refunds"];

    private static readonly Gen<(Happening Happening, int Schedule, int Minutes)[]> Histories =
        Gen.Select(Gen.Enum<Happening>(), Gen.Int[0, 1], Gen.Int[1, 3]).Array[0, 60];

    internal enum Happening
    {
        Registered,
        Removed,
        Held,
        Released,
        Paused,
        Resumed,
        Dispatched,
        Ticked,
    }

    [Fact]
    public void Each_silent_minute_ends_in_exactly_one_backlog() =>
        Histories.Sample(
            history =>
            {
                var counts = Names.Select(name => new MinuteCount(name)).ToArray();
                var state = SchedulerState.Empty;
                var now = Ten;
                foreach (var (happening, schedule, minutes) in history)
                {
                    for (var minute = 0; minute < minutes; minute++)
                    {
                        now = now.AddMinutes(1);
                        foreach (var count in counts)
                            count.MinutePasses(now);
                    }

                    // All that was dispatched is acknowledged, so that a backlog owes its silence and no more.
                    state = state.Apply(new WatermarkAdvanced(now)).Apply(EventOf(happening, Names[schedule], now));
                    counts[schedule].Take(happening);
                    foreach (var count in counts)
                        count.Check(state);
                }
            },
            iter: 20_000,
            print: history => string.Join("\n", history));

    private static ISchedulerEvent EventOf(Happening happening, string name, DateTimeOffset at) => happening switch
    {
        Happening.Registered => new SchedulesRegistered(at, [new RegisteredRule(name, $"rule of {at:O}")]),
        Happening.Removed => new SchedulesRemoved(at, [name]),
        Happening.Held => new SchedulesHeld(at, [name]),
        Happening.Released => new SchedulesReleased(at, [name]),
        Happening.Paused => new SchedulePaused(name, new PauseInfo("ann", at, null, null)),
        Happening.Resumed => new ScheduleResumed(name, "ann", at),
        Happening.Dispatched => new BacklogsDispatched([name]),
        _ => new WatermarkAdvanced(at),
    };

    private sealed class MinuteCount(string name)
    {
        // The ends of the silent minutes: of the silence under way, and of those that are over.
        private readonly List<DateTimeOffset> _current = [];
        private readonly List<DateTimeOffset> _over = [];
        private bool _isRegistered;
        private bool _isHeld;
        private bool _isPaused;

        private bool Fires => _isRegistered && !_isHeld && !_isPaused;

        public void MinutePasses(DateTimeOffset end)
        {
            if (_isRegistered && !Fires)
                _current.Add(end);
        }

        public void Take(Happening happening)
        {
            switch (happening)
            {
                case Happening.Registered or Happening.Removed:
                    _isRegistered = happening == Happening.Registered;
                    _isHeld = false;
                    _current.Clear();
                    _over.Clear();
                    break;
                case Happening.Held or Happening.Released:
                    _isHeld = happening == Happening.Held;
                    break;
                case Happening.Paused or Happening.Resumed:
                    _isPaused = happening == Happening.Paused;
                    break;
                case Happening.Dispatched:
                    _over.Clear();
                    break;
            }

            if (Fires)
            {
                _over.AddRange(_current);
                _current.Clear();
            }
        }

        public void Check(SchedulerState state)
        {
            Assert.Equal(Fires, state.Fires(name));
            if (_over.Count == 0)
            {
                Assert.DoesNotContain(name, state.Backlogs.Keys);
            }
            else
            {
                var backlog = state.Backlogs[name];
                Assert.Equal((_over.Min().AddMinutes(-1), _over.Max()), (backlog.From, backlog.Until));
            }

            Assert.Equal(_isRegistered && !Fires, state.SilentSince.ContainsKey(name));
            if (_current.Count > 0)
                Assert.Equal(_current.Min().AddMinutes(-1), state.SilentSince[name]);
        }
    }
}
