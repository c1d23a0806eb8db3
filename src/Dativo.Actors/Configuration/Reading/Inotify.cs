using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>
/// What Linux tells of changes in directories. Nothing is called back: the kernel keeps what happened until it is asked, so that a node
/// on which nothing changes does nothing.
/// </summary>
internal sealed unsafe partial class Inotify : IDisposable
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int WouldBlock = 11;
    private const int BufferBytes = 4 * 1024;
    private static readonly int HeaderBytes = sizeof(Header);

    /// <summary>All that makes a file look otherwise, or lets its name mean another file.</summary>
    private const Event Wanted = Event.Modified | Event.Attributes | Event.MovedFrom | Event.MovedTo | Event.Created | Event.Deleted
        | Event.DirectoryDeleted | Event.DirectoryMoved | Event.OnlyDirectories;

    private readonly SafeFileHandle _handle;

    private Inotify(SafeFileHandle handle) => _handle = handle;

    /// <summary>What happened.</summary>
    [Flags]
    public enum Event : uint
    {
        /// <summary>A file was written to.</summary>
        Modified = 0x2,

        /// <summary>Times, rights or owner.</summary>
        Attributes = 0x4,

        /// <summary>A name has gone elsewhere.</summary>
        MovedFrom = 0x40,

        /// <summary>A name has come from elsewhere.</summary>
        MovedTo = 0x80,

        /// <summary>A name is new.</summary>
        Created = 0x100,

        /// <summary>A name is gone.</summary>
        Deleted = 0x200,

        /// <summary>The directory itself is gone.</summary>
        DirectoryDeleted = 0x400,

        /// <summary>The directory itself has another name.</summary>
        DirectoryMoved = 0x800,

        /// <summary>Its file system is gone.</summary>
        Unmounted = 0x2000,

        /// <summary>More happened than the kernel keeps.</summary>
        Overflow = 0x4000,

        /// <summary>The directory is watched no more.</summary>
        Ignored = 0x8000,

        /// <summary>Nothing but directories can be watched.</summary>
        OnlyDirectories = 0x1000000,
    }

    /// <summary>Begins; null where the system has no such thing, or its limits are reached.</summary>
    public static Inotify? TryOpen()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var handle = inotify_init1(NonBlocking | CloseOnExec);
        return handle < 0 ? null : new Inotify(new SafeFileHandle(handle, ownsHandle: true));
    }

    /// <summary>Watches a directory; its number in what is read, the same for the same directory; null when it cannot be watched.</summary>
    public int? TryWatch(string directory)
    {
        var watch = inotify_add_watch(_handle, directory, (uint)Wanted);
        return watch < 0 ? null : watch;
    }

    /// <summary>Reads what happened since the last time.</summary>
    /// <param name="take">Takes what happened, the number of its directory, and the name in it, which is empty when it was the directory itself.</param>
    /// <exception cref="Win32Exception">The system refuses to tell.</exception>
    public void Read(Action<Event, int, string> take)
    {
        var buffer = stackalloc byte[BufferBytes];
        for (var length = ReadOnce(buffer); length > 0; length = ReadOnce(buffer))
        {
            for (var at = 0; at < length;)
            {
                var header = (Header*)(buffer + at);
                var name = new ReadOnlySpan<byte>(buffer + at + HeaderBytes, (int)header->NameBytes);
                var end = name.IndexOf((byte)0);
                take((Event)header->Mask, header->Watch, Encoding.UTF8.GetString(end < 0 ? name : name[..end]));
                at += HeaderBytes + name.Length;
            }
        }
    }

    public void Dispose() => _handle.Dispose();

    private int ReadOnce(byte* buffer)
    {
        var length = read(_handle, buffer, BufferBytes);
        if (length >= 0)
            return (int)length;
        var error = Marshal.GetLastPInvokeError();
        return error == WouldBlock ? 0 : throw new Win32Exception(error);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(SafeFileHandle handle, string directory, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle handle, byte* buffer, nint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public int Watch;
        public uint Mask;
        public uint Cookie;
        public uint NameBytes;
    }
}
