using System.Diagnostics;

namespace Dativo.Benchmarks.Harness;

/// <summary>Ends processes.</summary>
internal static class ProcessEnd
{
    /// <summary>Kills a process at once, if it is still there.</summary>
    public static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }
}
