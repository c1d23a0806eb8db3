using System.Buffers;
using System.Collections.Immutable;
using Akka.Actor;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Management;

/// <summary>
/// One reading of an attempt's log by another node. A log under way has no fixed places (its middle is left out when it grows
/// too long), so a reading keeps its place here; the offset in the question tells a repeated question from the next one. Ends
/// when no question comes any more.
/// </summary>
internal sealed class RunLogReadingActor : ReceiveActor
{
    private const int LargestChunk = 64 * 1024;

    // A reader that follows asks several times a second.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30);

    private readonly IRunLogSource _source;
    private IRunLogReading? _reading;
    private Task _read = Task.CompletedTask;
    private bool _isReading;
    private IActorRef _asker = ActorRefs.Nobody;
    private long _position;
    private RunLogChunk? _last;

    public RunLogReadingActor(IRunLogSource source)
    {
        _source = source;
        Receive<ReadRunLog>(OnRead);
        Receive<ChunkRead>(OnChunk);
        Receive<Status.Failure>(failure => Answer(new RunLogChunk(Found: true, [], MayGrow: false, failure.Cause.Message)));
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
    }

    protected override void PreStart() => Context.SetReceiveTimeout(IdleLimit);

    protected override void PostStop() =>
        _ = _read.ContinueWith(_ => _reading?.Dispose(), TaskScheduler.Default);

    private void OnRead(ReadRunLog message)
    {
        // Whoever asks again while the disk is read gets the one answer.
        _asker = Sender;
        if (_isReading)
            return;
        if (_last is { Bytes.IsEmpty: false } last && message.Offset == _position - last.Bytes.Length)
        {
            Answer(last);
            return;
        }

        _isReading = true;
        var read = Task.Run(() => Read(message));
        _read = read;
        read.PipeTo(Self);
    }

    private void OnChunk(ChunkRead read)
    {
        _position = read.Position;
        _last = read.Chunk;
        Answer(read.Chunk);
    }

    private void Answer(RunLogChunk chunk)
    {
        _isReading = false;
        _asker.Tell(chunk);
    }

    // Runs outside the actor, one at a time; touches the reading alone.
    private ChunkRead Read(ReadRunLog message)
    {
        var position = _position;
        var buffer = ArrayPool<byte>.Shared.Rent(LargestChunk);
        try
        {
            if (_reading is null || message.Offset != position)
            {
                _reading?.Dispose();
                _reading = _source.Open(message.RunId, message.Attempt);
                position = 0;
                if (_reading is null)
                    return new ChunkRead(position, new RunLogChunk(Found: false, [], MayGrow: false, Problem: null));
            }

            // A reading that another one goes on with, after this node was restarted or the reader was silent for long.
            while (position < message.Offset)
            {
                var skipped = _reading.Read(buffer.AsSpan(0, (int)Math.Min(LargestChunk, message.Offset - position)), out _);
                if (skipped == 0)
                    return new ChunkRead(position, new RunLogChunk(Found: true, [], MayGrow: false, $"the log has {position} bytes; {message.Offset} were read before"));
                position += skipped;
            }

            var read = _reading.Read(buffer.AsSpan(0, Math.Clamp(message.Maximum, 1, LargestChunk)), out var mayGrow);
            return new ChunkRead(position + read, new RunLogChunk(Found: true, ImmutableArray.Create(buffer.AsSpan(0, read)), mayGrow, Problem: null));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed record ChunkRead(long Position, RunLogChunk Chunk);
}
