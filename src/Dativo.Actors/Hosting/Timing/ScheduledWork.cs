using Akka.Actor;

namespace Dativo.Actors.Hosting.Timing;

/// <summary>What a timer does.</summary>
/// <param name="interval">After how long it does it again; zero: never.</param>
/// <param name="cancelable">Says when it is not wanted any more; null: it always is.</param>
internal abstract class ScheduledWork(TimeSpan interval, ICancelable? cancelable)
{
    public TimeSpan Interval => interval;

    public bool Repeats => interval > TimeSpan.Zero;

    public bool IsCancelled => cancelable?.IsCancellationRequested == true;

    public abstract void Run();
}

/// <summary>Sends a message.</summary>
internal sealed class ScheduledTell(TimeSpan interval, ICancelable? cancelable, ICanTell receiver, object message, IActorRef sender)
    : ScheduledWork(interval, cancelable)
{
    public override void Run() => receiver.Tell(message, sender);
}

/// <summary>Does anything else.</summary>
internal sealed class ScheduledAction(TimeSpan interval, ICancelable? cancelable, Action action)
    : ScheduledWork(interval, cancelable)
{
    public override void Run() => action();
}
