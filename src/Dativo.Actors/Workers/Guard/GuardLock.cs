using System.Text;
using Dativo.Actors.Workers.Processes.Posix;
using Microsoft.Win32.SafeHandles;

namespace Dativo.Actors.Workers.Guard;

/// <summary>
/// The lock that a guard holds while processes of its node may be alive. The operating system gives it back when the guard dies; then the
/// file still names that guard, and the next one kills what it left.
/// </summary>
internal sealed class GuardLock
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens the file; does not lock it.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    internal GuardLock(string dataDirectory)
    {
        // FileShare.ReadWrite: .NET itself must not lock the file.
        _file = File.OpenHandle(
            Path.Combine(dataDirectory, GuardProtocol.LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    /// <summary>Takes the lock if nobody has it.</summary>
    internal bool TryTake() => Libc.flock((int)_file.DangerousGetHandle(), Libc.LockExclusiveNonBlocking) == 0;

    /// <summary>The id of the guard that last held the lock and did not get to <see cref="Clear"/>; empty if there is none.</summary>
    internal string ReadHolder()
    {
        var bytes = new byte[128];
        return Encoding.ASCII.GetString(bytes, 0, RandomAccess.Read(_file, bytes, 0)).Trim();
    }

    /// <summary>Writes who holds the lock.</summary>
    internal void WriteHolder(string id)
    {
        RandomAccess.SetLength(_file, 0);
        RandomAccess.Write(_file, Encoding.ASCII.GetBytes(id), 0);
    }

    /// <summary>Says that nothing is left alive.</summary>
    internal void Clear() => RandomAccess.SetLength(_file, 0);
}
