namespace Dativo.Actors.Hosting;

/// <summary>The output of attempts, kept by the node that ran them.</summary>
public interface IRunLogs
{
    /// <summary>
    /// Copies what an attempt has written so far to <paramref name="destination"/>; false, and nothing is written, when neither this
    /// node nor the one that ran it has a log of it. With <paramref name="follow"/> it goes on until the attempt's log is complete.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="attempt">The attempt's number.</param>
    /// <param name="node">The incarnation of the node that ran it; null when it is not known, and then only this node is asked.</param>
    /// <param name="follow">Whether to go on while the attempt does.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <exception cref="OrchestratorUnavailableException">The node that ran it is a member and does not answer; nothing was written.</exception>
    /// <exception cref="IOException">The log broke off, or cannot be read.</exception>
    Task<bool> CopyAsync(Guid runId, int attempt, string? node, bool follow, Stream destination, CancellationToken cancellationToken);
}
