using System.Runtime.InteropServices;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>
/// How processes are spawned: all signals as a program expects them (the .NET runtime blocks or ignores some), and in a process group or
/// session of their own. Made once and used for all starts.
/// </summary>
internal sealed unsafe class SpawnAttributes
{
    private const short SetProcessGroup = 0x02;
    private const short SetSignalDefault = 0x04;
    private const short SetSignalMask = 0x08;
    private const short AppleCloseOnExecDefault = 0x4000;
    private const short SetSession = 0x80;
    private const short AppleSetSession = 0x400;

    // Larger than the type of any C library (336 bytes in glibc and musl, a pointer on macOS).
    private const int SizeOfAttributes = 1024;
    private const int SizeOfSignalSet = 128;

    /// <summary>A process group of its own, within the node's session.</summary>
    internal static readonly SpawnAttributes OwnGroup = new(SetProcessGroup);

    /// <summary>A session of its own: no terminal, and no signal meant for the node's group reaches it.</summary>
    internal static readonly SpawnAttributes OwnSession = new(OperatingSystem.IsMacOS() ? AppleSetSession : SetSession);

    private SpawnAttributes(short ownFlags)
    {
        Native = (byte*)NativeMemory.AllocZeroed(SizeOfAttributes);
        var signals = stackalloc byte[SizeOfSignalSet];
        var flags = (short)(ownFlags | SetSignalDefault | SetSignalMask);
        if (OperatingSystem.IsMacOS()) flags |= AppleCloseOnExecDefault;
        Check(Libc.posix_spawnattr_init(Native));
        Check(Libc.posix_spawnattr_setflags(Native, flags));
        Check(Libc.posix_spawnattr_setpgroup(Native, 0));
        Check(Libc.sigemptyset(signals));
        Check(Libc.posix_spawnattr_setsigmask(Native, signals));
        Check(Libc.sigfillset(signals));
        Check(Libc.posix_spawnattr_setsigdefault(Native, signals));
    }

    /// <summary>The attributes, as the C library takes them.</summary>
    internal byte* Native { get; }

    private static void Check(int error)
    {
        if (error != 0) throw new InvalidOperationException($"process attributes cannot be set: {Libc.Describe(error)}");
    }
}
