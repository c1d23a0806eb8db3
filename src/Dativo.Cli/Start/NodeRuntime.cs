using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Dativo.Cli.Start;

/// <summary>
/// Gives a node's runtime more memory for young objects before it collects. By default that is as much as the processor's cache holds,
/// and two megabytes where a virtual machine does not tell; then the collector stops a busy node hundreds of times a second, to find that
/// nearly all is in use. The runtime takes this setting from its environment alone, when it starts: on Linux the process becomes
/// the same program once more (exec), with the same id, arguments and files.
/// </summary>
internal static class NodeRuntime
{
    /// <summary>The runtime's variable: hexadecimal, in bytes. Whoever sets it has chosen.</summary>
    internal const string Variable = "DOTNET_GCgen0size";

    /// <summary>Says that the variable is not the user's.</summary>
    private const string Mark = "DATIVO_RUNTIME_PREPARED";

    private const long Bytes = 96L * 1024 * 1024;

    /// <summary>What the variable is set to.</summary>
    internal static readonly string Value = Bytes.ToString("X", CultureInfo.InvariantCulture);

    /// <summary>Where there is less than so many times as much memory, the runtime's own choice is better.</summary>
    private const long LeastParts = 16;

    /// <summary>Variables by which users choose how their runtime collects.</summary>
    private static readonly ImmutableArray<string> UsersChoices = [Variable, "COMPlus_GCgen0size", "DOTNET_gcServer", "DOTNET_GCHeapHardLimit", "DOTNET_GCConserveMemory"];

    /// <summary>Does it, unless it is done. Returns in the process that is to be the node.</summary>
    public static void Prepare()
    {
        if (Environment.GetEnvironmentVariable(Mark) is not null)
        {
            // Nothing that the node starts is a node.
            Environment.SetEnvironmentVariable(Mark, null);
            Environment.SetEnvironmentVariable(Variable, null);
            return;
        }

        // A debugger would lose the process.
        if (!OperatingSystem.IsLinux() || Debugger.IsAttached || !IsWanted(Environment.GetEnvironmentVariable, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes))
            return;
        try
        {
            var arguments = Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline"))[..^1].Split('\0');
            string?[] variables =
            [
                .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(static entry => $"{entry.Key}={entry.Value}"),
                $"{Mark}=1",
                $"{Variable}={Value}",
                null,
            ];

            // Comes back only where it was refused; then the node has the runtime's own choice.
            _ = execve(Environment.ProcessPath!, [.. arguments, null], variables);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without /proc likewise.
        }
    }

    /// <summary>Whether the runtime's own choice is to be changed.</summary>
    /// <param name="variable">Looks up a variable of the environment.</param>
    /// <param name="available">How much memory the process may have, in bytes.</param>
    internal static bool IsWanted(Func<string, string?> variable, long available) =>
        available >= LeastParts * Bytes && UsersChoices.All(name => variable(name) is null);

    [DllImport("libc")]
    private static extern int execve(string file, string?[] arguments, string?[] variables);
}
