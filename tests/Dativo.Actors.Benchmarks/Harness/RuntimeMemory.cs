using System.Diagnostics;

namespace Dativo.Benchmarks.Harness;

/// <summary>
/// How much memory the runtime of a contestant or a node has for young objects: as much as <c>dativo start</c> gives its own. Peers get
/// the same.
/// </summary>
internal static class RuntimeMemory
{
    private const string Variable = "DOTNET_GCgen0size";

    // 96 MB, hexadecimal.
    private const string Value = "6000000";

    /// <summary>A process that is about to start will have it.</summary>
    public static void GiveTo(ProcessStartInfo start) => start.Environment[Variable] = Value;

    /// <summary>What this process starts from now on has the runtime's own choice, as it has elsewhere.</summary>
    public static void KeepToItself() => Environment.SetEnvironmentVariable(Variable, null);
}
