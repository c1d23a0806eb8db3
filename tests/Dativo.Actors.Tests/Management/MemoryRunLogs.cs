using System.Collections.Concurrent;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Management;

/// <summary>Logs in memory, each of which may grow until it is complete.</summary>
internal sealed class MemoryRunLogs : IRunLogSource
{
    private readonly ConcurrentDictionary<(Guid RunId, int Attempt), Log> _logs = new();

    /// <summary>How many readings were opened.</summary>
    public int Opened { get; private set; }

    /// <summary>When set, reading fails with it.</summary>
    public Exception? Failure { get; set; }

    public void Write(Guid runId, int attempt, byte[] bytes) => LogOf(runId, attempt).Write(bytes);

    public void Complete(Guid runId, int attempt) => LogOf(runId, attempt).Complete();

    public IRunLogReading? Open(Guid runId, int attempt)
    {
        Opened++;
        return _logs.TryGetValue((runId, attempt), out var log) ? new Reading(this, log) : null;
    }

    private Log LogOf(Guid runId, int attempt) => _logs.GetOrAdd((runId, attempt), _ => new Log());

    private sealed class Log
    {
        private readonly Lock _lock = new();
        private byte[] _bytes = [];
        private bool _complete;

        public void Write(byte[] bytes)
        {
            lock (_lock)
                _bytes = [.. _bytes, .. bytes];
        }

        public void Complete()
        {
            lock (_lock)
                _complete = true;
        }

        public (int Read, bool MayGrow) Read(int position, Span<byte> buffer)
        {
            lock (_lock)
            {
                var read = Math.Min(buffer.Length, _bytes.Length - position);
                _bytes.AsSpan(position, read).CopyTo(buffer);
                return (read, !_complete);
            }
        }
    }

    private sealed class Reading(MemoryRunLogs owner, Log log) : IRunLogReading
    {
        private int _position;

        public int Read(Span<byte> buffer, out bool mayGrow)
        {
            if (owner.Failure is { } failure)
                throw failure;
            (var read, mayGrow) = log.Read(_position, buffer);
            _position += read;
            return read;
        }

        public void Dispose()
        {
        }
    }
}
