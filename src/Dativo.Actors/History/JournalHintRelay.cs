using Akka.Actor;
using Akka.Event;

namespace Dativo.Actors.History;

/// <summary>
/// Sends the hints of this node's tenants to the projection on another node, so that the history is as fresh there as if all
/// were one node. Hints that come in quick succession become one. Where the projection is here, it hears them itself.
/// </summary>
internal sealed class JournalHintRelay : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Func<bool> _isHere;
    private readonly IActorRef _projection;
    private bool _hinted;

    /// <param name="isHere">Whether the projection runs on this node.</param>
    /// <param name="projection">The projection, wherever it is.</param>
    public JournalHintRelay(Func<bool> isHere, IActorRef projection)
    {
        _isHere = isHere;
        _projection = projection;
        Receive<JournalHint>(_ => OnHint());
        Receive<IntervalOver>(_ => OnIntervalOver());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Context.System.EventStream.Subscribe<JournalHint>(Self);

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnHint()
    {
        if (Timers.IsTimerActive(IntervalOver.Instance))
            _hinted = true;
        else
            Send();
    }

    private void OnIntervalOver()
    {
        if (!_hinted)
            return;
        _hinted = false;
        Send();
    }

    private void Send()
    {
        Timers.StartSingleTimer(IntervalOver.Instance, IntervalOver.Instance, Interval);
        if (!_isHere())
            _projection.Tell(JournalHint.Instance, ActorRefs.NoSender);
    }

    private sealed record IntervalOver : IDeadLetterSuppression
    {
        public static readonly IntervalOver Instance = new();
    }
}
