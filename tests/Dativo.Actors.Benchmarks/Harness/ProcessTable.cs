using System.Collections.Immutable;
using System.Globalization;

namespace Dativo.Benchmarks.Harness;

/// <summary>What Linux says of its processes.</summary>
internal static class ProcessTable
{
    private const double TicksPerSecond = 100;

    /// <summary>The CPU time of a process and of all below it, those that have ended and been waited for included.</summary>
    public static TimeSpan CpuOfTree(int root)
    {
        if (!OperatingSystem.IsLinux())
            return TimeSpan.Zero;
        var all = Read();
        var ticks = 0L;
        var open = new Stack<int>([root]);
        var children = all.Values.ToLookup(static process => process.Parent, static process => process.Pid);
        while (open.TryPop(out var pid))
        {
            if (all.TryGetValue(pid, out var process))
                ticks += process.Ticks;
            foreach (var child in children[pid])
                open.Push(child);
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>The processes whose environment has this variable with this value, without this one.</summary>
    public static ImmutableArray<int> Marked(string variable, string value)
    {
        var mark = $"{variable}={value}";
        return !OperatingSystem.IsLinux() ? [] : [.. Pids().Where(pid => pid != Environment.ProcessId && HasMark(pid, mark))];
    }

    /// <summary>The memory of a process that is its own and in use, in bytes: what ends when it ends.</summary>
    public static long PrivateBytes(int pid)
    {
        var bytes = 0L;
        foreach (var line in File.ReadLines($"/proc/{pid}/smaps_rollup"))
        {
            if (line.StartsWith("Private_", StringComparison.Ordinal))
                bytes += 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }

        return bytes;
    }

    private static Dictionary<int, Entry> Read()
    {
        var all = new Dictionary<int, Entry>();
        foreach (var pid in Pids())
        {
            if (TryRead($"/proc/{pid}/stat") is not { } text)
                continue;

            // The name may hold anything, blanks and parentheses too; what follows its last parenthesis is fields.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            all[pid] = new Entry(pid, Field(fields, 1), Field(fields, 11) + Field(fields, 12) + Field(fields, 13) + Field(fields, 14));
        }

        return all;
    }

    private static int Field(string[] fields, int index) => int.Parse(fields[index], CultureInfo.InvariantCulture);

    private static IEnumerable<int> Pids() =>
        System.IO.Directory.EnumerateDirectories("/proc")
            .Select(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(static pid => pid > 0);

    private static bool HasMark(int pid, string mark) => TryRead($"/proc/{pid}/environ")?.Split('\0').Contains(mark) == true;

    private static string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Entry(int Pid, int Parent, long Ticks);
}
