using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Dativo.Actors.Hosting;

namespace Dativo.Web.Tests.Doubles;

/// <summary>Logs in memory; a log is written by <see cref="Write"/> and is complete after <see cref="Complete"/>.</summary>
public sealed class InMemoryRunLogs : IRunLogs
{
    private readonly ConcurrentDictionary<(Guid Run, int Attempt), Channel<byte[]>> _logs = new();

    /// <summary>When set, a log breaks off with this after what was written.</summary>
    public Exception? Failure { get; set; }

    public void Write(Guid run, int attempt, string text) => Log(run, attempt).Writer.TryWrite(Encoding.UTF8.GetBytes(text));

    public void Complete(Guid run, int attempt) => Log(run, attempt).Writer.TryComplete();

    public async Task<bool> CopyAsync(Guid runId, int attempt, string? node, bool follow, Stream destination, CancellationToken cancellationToken)
    {
        if (!_logs.TryGetValue((runId, attempt), out var log))
            return false;
        if (follow)
        {
            await foreach (var part in log.Reader.ReadAllAsync(cancellationToken))
                await destination.WriteAsync(part, cancellationToken);
        }
        else
        {
            while (log.Reader.TryRead(out var part))
                await destination.WriteAsync(part, cancellationToken);
        }

        return Failure is null ? true : throw Failure;
    }

    private Channel<byte[]> Log(Guid run, int attempt) => _logs.GetOrAdd((run, attempt), _ => Channel.CreateUnbounded<byte[]>());
}
