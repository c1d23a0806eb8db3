using System.Globalization;
using System.Runtime.InteropServices;

namespace Dativo.EndToEnd;

/// <summary>Signals, which .NET cannot send.</summary>
public static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Whether this process ignores Ctrl-C, and with it every process it starts.</summary>
    public static bool AreIgnoredHere { get; } = OperatingSystem.IsLinux() && IgnoresInterrupt();

    public static void Send(int pid, int signal)
    {
        if (SendTo(pid, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} could not be sent to process {pid}: error {Marshal.GetLastPInvokeError()}");
    }

    private static bool IgnoresInterrupt()
    {
        const string Field = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        var mask = ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (mask & (1ul << (Interrupt - 1))) != 0;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendTo(int pid, int signal);
}
