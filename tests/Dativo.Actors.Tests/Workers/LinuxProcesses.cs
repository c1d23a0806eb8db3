using System.Runtime.InteropServices;
using System.Text;

namespace Dativo.Actors.Tests.Workers;

/// <summary>Looks at processes and signals them, by means other than the code under test.</summary>
internal static class LinuxProcesses
{
    public const int SigKill = 9;
    public const int SigCont = 18;
    public const int SigStop = 19;

    /// <summary>Sends a signal to a process that may have ended.</summary>
    public static void Signal(int pid, int signal) => _ = kill(pid, signal);

    /// <summary>The living processes that have a variable whose value begins like this.</summary>
    public static IReadOnlyList<int> WithVariable(string name, string value) =>
        [.. All().Where(pid => Read(pid, "environ").Split('\0').Any(variable => variable.StartsWith($"{name}={value}", StringComparison.Ordinal)) && IsAlive(pid))];

    /// <summary>Whether a process exists and is not merely waiting to be reaped.</summary>
    public static bool IsAlive(int pid)
    {
        var status = Read(pid, "stat");
        return status.Length > 0 && status[status.LastIndexOf(')') + 2] is not ('Z' or 'X');
    }

    /// <summary>The command line.</summary>
    public static string[] Arguments(int pid) => Read(pid, "cmdline").Split('\0');

    /// <summary>The files a process has open.</summary>
    public static IReadOnlyList<string> OpenFiles(int pid)
    {
        try
        {
            return [.. Directory.GetFileSystemEntries($"/proc/{pid}/fd").Select(link => new FileInfo(link).LinkTarget).OfType<string>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<int> All() =>
        Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, null));

    private static string Read(int pid, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);
}
