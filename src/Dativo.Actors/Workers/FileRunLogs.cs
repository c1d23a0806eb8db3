using System.Buffers;
using Dativo.Actors.Hosting;
using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Workers;

/// <summary>Reads the logs of this node's attempts from its data directory.</summary>
internal sealed class FileRunLogs(RunLogFiles files, ProcessAttemptExecutor executor, TimeProvider time) : IRunLogs
{
    private static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc />
    public async Task<bool> CopyAsync(Guid runId, int attempt, bool follow, Stream destination, CancellationToken cancellationToken)
    {
        var path = files.PathOf(runId, attempt);
        var mayGrow = executor.IsRunning(runId, attempt);
        if (!File.Exists(path) && !mayGrow)
            return false;

        using var reader = new ProcessLogReader(path);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (true)
            {
                // Asked before the read: what was written before the end is read after it.
                mayGrow = follow && executor.IsRunning(runId, attempt);
                int read;
                while ((read = reader.Read(buffer)) > 0)
                    await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await destination.FlushAsync(cancellationToken);
                if (!mayGrow)
                    return true;
                await Task.Delay(FollowInterval, time, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
