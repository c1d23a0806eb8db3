namespace Dativo.Cli.Tests.Client;

/// <summary>It is always this instant; timers run in real time.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
