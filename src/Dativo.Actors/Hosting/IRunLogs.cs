namespace Dativo.Actors.Hosting;

/// <summary>The output of attempts, kept by the node that ran them.</summary>
public interface IRunLogs
{
    /// <summary>
    /// Copies what an attempt has written so far to <paramref name="destination"/>; false when this node has no log of it.
    /// With <paramref name="follow"/> it goes on until the attempt's log is complete.
    /// </summary>
    Task<bool> CopyAsync(Guid runId, int attempt, bool follow, Stream destination, CancellationToken cancellationToken);
}
