namespace Dativo.Actors.Workers.Processes;

/// <summary>
/// Starts, watches and kills the job processes of a node. Disposing it kills all of them, waits for their end and lets the guard go.
/// </summary>
public interface IProcessHost : IAsyncDisposable
{
    /// <summary>
    /// Starts the guard and completes when it is ready: all processes that an earlier node on the same data directory may have left are dead then.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was called before; a host is started once.</exception>
    /// <exception cref="GuardException">The guard could not be started; the message says why.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Starts a process. Takes about as long as the operating system needs for it (half a millisecond).</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="observer">Hears of the events in its output; null if nobody wants to.</param>
    /// <exception cref="ProcessStartException">It could not be started; the message says why.</exception>
    IRunningProcess Start(ProcessSpec spec, IProcessObserver? observer = null);

    /// <summary>
    /// Processes may run until then, by <see cref="Environment.TickCount64"/>; the newest call counts, and before the first one there is no end.
    /// When that time comes, however this process is doing, all of them are killed and <see cref="GuardLost"/> completes.
    /// </summary>
    void LetRunUntil(long until);

    /// <summary>
    /// Completes, never faults, when the guard killed the processes because the node was silent for too long or its time was over, or when there is no
    /// guard any more and none can be started. The node should stop then: every further <see cref="Start"/> is refused.
    /// A guard that merely died is replaced without this.
    /// </summary>
    Task<GuardLoss> GuardLost { get; }

    /// <summary>
    /// Whether all processes were killed, by the guard or because this is being disposed of; asked when one has ended already. Everything that the
    /// guard had said by then is heard first: <see cref="GuardLost"/> alone may say so a moment after the processes' ends are known.
    /// </summary>
    Task<bool> HaveAllBeenKilledAsync();
}
