using System.Globalization;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>What <c>/proc/PID/stat</c> says about a process (Linux; proc(5)).</summary>
/// <param name="State">One letter; Z and X are dead.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Flags">The kernel's flags.</param>
/// <param name="StartTime">When it was started, in clock ticks since boot.</param>
internal sealed record ProcessStatus(char State, int Group, uint Flags, long StartTime)
{
    private const uint KernelThread = 0x00200000;

    /// <summary>Whether it is dead and only not reaped yet.</summary>
    internal bool IsDead => State is 'Z' or 'X' or 'x';

    /// <summary>Whether it belongs to the kernel.</summary>
    internal bool IsKernelThread => (Flags & KernelThread) != 0;

    /// <summary>Reads it; null when there is no such process.</summary>
    internal static ProcessStatus? Read(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The name, in parentheses, may contain anything; the first field after it is the third.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Length < 20
            ? null
            : new ProcessStatus(
                fields[0][0],
                int.Parse(fields[2], CultureInfo.InvariantCulture),
                uint.Parse(fields[6], CultureInfo.InvariantCulture),
                long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>The ids of all processes that can be seen.</summary>
    internal static IEnumerable<int> AllProcesses()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(directory.AsSpan("/proc/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) yield return pid;
        }
    }
}
