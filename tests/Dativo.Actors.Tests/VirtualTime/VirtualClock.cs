namespace Dativo.Actors.Tests.VirtualTime;

/// <summary>The wall clock of an actor system on virtual time. It can jump, which moves no timer.</summary>
internal sealed class VirtualClock(VirtualScheduler scheduler) : TimeProvider
{
    private long _jumpedTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => scheduler.Now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => scheduler.Now + TimeSpan.FromTicks(Interlocked.Read(ref _jumpedTicks));

    public void Jump(TimeSpan by) => Interlocked.Add(ref _jumpedTicks, by.Ticks);
}
