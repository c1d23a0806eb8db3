using System.Buffers.Binary;

namespace Dativo.Actors.Workers.Guard;

/// <summary>
/// What node and guard say to each other over two pipes. Every message of the node is nine bytes: a letter and a number (little-endian).
/// The guard answers with single letters. That the other one died is said by the end of the pipe.
/// </summary>
internal static class GuardProtocol
{
    /// <summary>
    /// The environment variable that every job has: the guard's id, a dot and the number of the start. The guard finds by it what it must
    /// kill, also what left its process group.
    /// </summary>
    internal const string Variable = "DATIVO_GUARD";

    /// <summary>The length of a message to the guard, in bytes.</summary>
    internal const int MessageLength = 9;

    /// <summary>To the guard: the node lives; the number is the node's clock, <see cref="Environment.TickCount64"/>, which the whole machine shares.</summary>
    internal const byte Heartbeat = (byte)'h';

    /// <summary>To the guard: a process group to kill when the node falls silent.</summary>
    internal const byte Add = (byte)'a';

    /// <summary>To the guard: a process group that must not be killed any more, because its id may soon belong to somebody else.</summary>
    internal const byte Remove = (byte)'r';

    /// <summary>To the guard: until when the node's processes may run, by the clock of the heartbeats; the newest counts.</summary>
    internal const byte RunUntil = (byte)'u';

    /// <summary>From the guard: ready, nothing of an earlier node is alive.</summary>
    internal const byte Ready = (byte)'R';

    /// <summary>From the guard: an answer to a heartbeat.</summary>
    internal const byte Alive = (byte)'A';

    /// <summary>From the guard: the node was silent for too long, its processes are being killed.</summary>
    internal const byte Fired = (byte)'F';

    /// <summary>From the guard: the time until which the node's processes may run is over, they are being killed.</summary>
    internal const byte Ended = (byte)'E';

    /// <summary>The file in the data directory that a guard holds locked, and that names the guard whose processes may be alive.</summary>
    internal const string LockFileName = "guard.lock";

    /// <summary>Writes a message to the guard.</summary>
    internal static void Write(Span<byte> message, byte kind, long number)
    {
        message[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(message[1..], number);
    }

    /// <summary>Reads a message to the guard.</summary>
    internal static (byte Kind, long Number) Read(ReadOnlySpan<byte> message) => (message[0], BinaryPrimitives.ReadInt64LittleEndian(message[1..]));
}
