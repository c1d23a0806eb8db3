using System.Buffers;
using Akka.Actor;
using Akka.Cluster;
using Dativo.Actors.Hosting;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Management;

/// <summary>
/// Reads the logs of attempts, wherever they ran: from this node's files, else chunk by chunk from the node at the address of
/// the one that ran it. A node that was restarted there still has its files.
/// </summary>
internal sealed class ClusterRunLogs(ActorSystem system, IRunLogSource here, TimeProvider time) : IRunLogs
{
    private const int ChunkSize = 48 * 1024;
    private const int Tries = 3;
    private static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Cluster _cluster = Cluster.Get(system);

    /// <inheritdoc />
    public async Task<bool> CopyAsync(Guid runId, int attempt, string? node, bool follow, Stream destination, CancellationToken cancellationToken)
    {
        // These first, whatever the node's name: one that takes any free port has another address after each start.
        using (var reading = here.Open(runId, attempt))
        {
            if (reading is not null)
            {
                await CopyFromHereAsync(reading, follow, destination, cancellationToken);
                return true;
            }
        }

        return node is not null
            && NodeNames.Find(_cluster.State.Members, node) is { } member
            && !member.Address.Equals(_cluster.SelfAddress)
            && await CopyFromAsync(member.Address, runId, attempt, follow, destination, cancellationToken);
    }

    private async Task CopyFromHereAsync(IRunLogReading reading, bool follow, Stream destination, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            while (true)
            {
                var read = reading.Read(buffer, out var mayGrow);
                if (read > 0)
                {
                    await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    continue;
                }

                await destination.FlushAsync(cancellationToken);
                if (!follow || !mayGrow)
                    return;
                await Task.Delay(FollowInterval, time, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<bool> CopyFromAsync(Address address, Guid runId, int attempt, bool follow, Stream destination, CancellationToken cancellationToken)
    {
        var readingId = Guid.NewGuid();
        long offset = 0;
        while (true)
        {
            var chunk = await ReadAsync(address, new ReadRunLog(readingId, runId, attempt, offset, ChunkSize), cancellationToken);
            if (!chunk.Found && offset == 0)
                return false;
            if (chunk.Problem is not null || !chunk.Found)
                throw new IOException($"The log on {NodeNames.HostAndPort(address)} cannot be read on: {chunk.Problem ?? "it is gone"}.");
            if (!chunk.Bytes.IsEmpty)
            {
                await destination.WriteAsync(chunk.Bytes.AsMemory(), cancellationToken);
                offset += chunk.Bytes.Length;
                continue;
            }

            await destination.FlushAsync(cancellationToken);
            if (!follow || !chunk.MayGrow)
                return true;
            await Task.Delay(FollowInterval, time, cancellationToken);
        }
    }

    private async Task<RunLogChunk> ReadAsync(Address address, ReadRunLog question, CancellationToken cancellationToken)
    {
        var node = NodeNames.ActorOf(system, address);
        for (var left = Tries; ;)
        {
            try
            {
                return await node.Ask<RunLogChunk>(question, Patience, cancellationToken);
            }
            catch (AskTimeoutException exception)
            {
                // The same question again is harmless. Once a part is written there is nobody left to tell but by breaking off.
                if (--left > 0 && _cluster.State.Members.Any(member => member.Address.Equals(address)))
                    continue;
                var message = $"{NodeNames.HostAndPort(address)}, which ran the attempt, does not answer";
                throw question.Offset == 0 ? new OrchestratorUnavailableException(message, exception) : new IOException(message, exception);
            }
        }
    }
}
