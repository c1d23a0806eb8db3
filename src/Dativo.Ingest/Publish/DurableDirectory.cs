using System.Runtime.InteropServices;

namespace Dativo.Ingest.Publish;

/// <summary>
/// Makes the entries of a directory (creations, renames) survive a power failure. .NET has no call for it; on Windows the
/// file system's own log does it.
/// </summary>
internal static class DurableDirectory
{
    private const int ReadOnly = 0; // O_RDONLY, the same on Linux and macOS

    /// <summary>Flushes the directory where the platform can. That it cannot is not an error: network file systems refuse.</summary>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(path, ReadOnly);
        if (handle < 0)
            return;
        _ = FSync(handle);
        _ = Close(handle);
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int FSync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int handle);
}
