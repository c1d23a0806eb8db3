using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Workers;

/// <summary>Reads the logs of this node's attempts from its data directory.</summary>
internal sealed class FileRunLogs(RunLogFiles files, ProcessAttemptExecutor executor) : IRunLogSource
{
    /// <inheritdoc />
    public IRunLogReading? Open(Guid runId, int attempt)
    {
        var path = files.PathOf(runId, attempt);
        return executor.IsRunning(runId, attempt) || File.Exists(path)
            ? new Reading(new ProcessLogReader(path), () => executor.IsRunning(runId, attempt))
            : null;
    }

    private sealed class Reading(ProcessLogReader reader, Func<bool> isRunning) : IRunLogReading
    {
        public int Read(Span<byte> buffer, out bool mayGrow)
        {
            // Asked before the read: what was written before the end is read after it.
            mayGrow = isRunning();
            return reader.Read(buffer);
        }

        public void Dispose() => reader.Dispose();
    }
}
