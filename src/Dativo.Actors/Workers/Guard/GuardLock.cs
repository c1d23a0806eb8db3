using System.Runtime.InteropServices;
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
        var path = Path.Combine(dataDirectory, GuardProtocol.LockFileName);
        if (!File.Exists(path)) Create(path);
        var descriptor = Open(path);
        if (descriptor < 0) throw new IOException($"'{path}' cannot be opened: {Libc.Describe(Libc.LastError)}");
        _file = new SafeFileHandle(descriptor, ownsHandle: true);
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

    private static void Create(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another guard was faster.
        }
    }

    /// <summary>Opens without the shared lock that .NET takes on every file it opens: with that, two waiting guards would wait for each other.</summary>
    private static unsafe int Open(string path)
    {
        var native = Marshal.StringToCoTaskMemUTF8(path);
        var descriptor = Libc.open((byte*)native, Libc.OpenReadWrite | Libc.OpenCloseOnExec);
        Marshal.FreeCoTaskMem(native);
        return descriptor;
    }
}
