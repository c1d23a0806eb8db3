using System.Runtime.InteropServices;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>
/// The C library of Linux (glibc, musl) and macOS, as far as processes need it. Only functions with a fixed number of arguments, or that
/// are called without their optional ones: those are passed differently on Apple's processors.
/// </summary>
internal static unsafe partial class Libc
{
    internal const int SigHup = 1;
    internal const int SigInt = 2;
    internal const int SigKill = 9;
    internal const int SigTerm = 15;

    internal const short PollIn = 1;
    internal const short PollOut = 4;
    internal const short PollErr = 8;
    internal const short PollHup = 16;

    internal const int WNoHang = 1;
    internal const int WExited = 4;
    internal const int IdTypePid = 1;
    internal const int OpenReadOnly = 0;
    internal const int OpenReadWrite = 2;
    internal const int AccessExecute = 1;
    internal const int LockExclusiveNonBlocking = 2 | 4;

    private const int LinuxPidFdOpen = 434;
    private const int LinuxSetChildSubreaper = 36;

    internal static readonly int WNoWait = OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;
    internal static readonly int SigCont = OperatingSystem.IsMacOS() ? 19 : 18;
    internal static readonly int SigChld = OperatingSystem.IsMacOS() ? 20 : 17;
    internal static readonly int OpenCloseOnExec = OperatingSystem.IsMacOS() ? 0x01000000 : 0x80000;
    private static readonly nuint SetCloseOnExec = OperatingSystem.IsMacOS() ? 0x20006601u : 0x5451u;

    /// <summary>The error of the last call in this thread.</summary>
    internal static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>The words of the C library for an error number.</summary>
    internal static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>Makes a pipe whose ends no other program inherits; both -1 and false when there are no descriptors left.</summary>
    internal static bool TryMakePipe(out int readEnd, out int writeEnd)
    {
        var ends = stackalloc int[2];
        var done = OperatingSystem.IsLinux() ? pipe2(ends, OpenCloseOnExec) == 0 : pipe(ends) == 0 && CloseOnExec(ends[0]) && CloseOnExec(ends[1]);
        (readEnd, writeEnd) = done ? (ends[0], ends[1]) : (-1, -1);
        return done;
    }

    /// <summary>Keeps a descriptor from being inherited by programs started later.</summary>
    internal static bool CloseOnExec(int descriptor) => ioctl(descriptor, SetCloseOnExec) == 0;

    /// <summary>A descriptor that becomes readable when the process ends (Linux 5.3 and later), or -1.</summary>
    internal static int OpenProcess(int pid) => OperatingSystem.IsLinux() ? (int)syscall(LinuxPidFdOpen, pid, 0) : -1;

    /// <summary>Makes processes whose parents die children of this one (Linux).</summary>
    internal static bool BecomeSubreaper() => OperatingSystem.IsLinux() && prctl(LinuxSetChildSubreaper, 1, 0, 0, 0) == 0;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitid(int idType, uint id, byte* info, int options);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(int descriptor, int operation);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int access(byte* path, int mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int open(byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint signal(int signal, nint handler);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sigaction(int signal, byte* action, byte* oldAction);

    [LibraryImport("libc")]
    internal static partial int sigemptyset(byte* set);

    [LibraryImport("libc")]
    internal static partial int sigfillset(byte* set);

    [LibraryImport("libc")]
    internal static partial int posix_spawn(int* pid, byte* path, byte* fileActions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setpgroup(byte* attributes, int group);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int newDescriptor);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_addchdir_np(byte* actions, byte* path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe(int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}

/// <summary>What <c>poll</c> is asked about one descriptor, and what it answers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    /// <summary>The descriptor; negative ones are ignored.</summary>
    internal int Descriptor;

    /// <summary>What is waited for.</summary>
    internal short Events;

    /// <summary>What there is.</summary>
    internal short Happened;
}
