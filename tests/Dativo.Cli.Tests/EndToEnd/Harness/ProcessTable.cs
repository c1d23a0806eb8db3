using System.Globalization;

namespace Dativo.EndToEnd;

/// <summary>The processes of this machine, as Linux shows them.</summary>
public static class ProcessTable
{
    /// <summary>The processes whose environment contains a text; those that end meanwhile are left out.</summary>
    public static IReadOnlyList<int> WithEnvironment(string text)
    {
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                continue;
            try
            {
                if (File.ReadAllText(Path.Combine(directory, "environ")).Contains(text, StringComparison.Ordinal))
                    found.Add(pid);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
            }
        }

        return found;
    }

    /// <summary>What a process is, for people: its id, state, parent and command line; the id alone when it has ended meanwhile.</summary>
    public static string Describe(int pid)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{pid}/status");
            var facts = status.Where(line => line.StartsWith("State:", StringComparison.Ordinal) || line.StartsWith("PPid:", StringComparison.Ordinal));
            var command = File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim();
            return $"{pid} ({string.Join(", ", facts.Select(fact => fact.Replace('\t', ' ')))}: {command})";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return pid.ToString(CultureInfo.InvariantCulture);
        }
    }
}
