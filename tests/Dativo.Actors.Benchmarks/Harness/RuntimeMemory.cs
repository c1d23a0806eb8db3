using System.Diagnostics;
using Dativo.Cli.Start;

namespace Dativo.Benchmarks.Harness;

/// <summary>
/// How much memory the runtime of a contestant or a node has for young objects: as much as <c>dativo start</c> gives its own. Peers get
/// the same.
/// </summary>
internal static class RuntimeMemory
{
    /// <summary>A process that is about to start will have it.</summary>
    public static void GiveTo(ProcessStartInfo start) => start.Environment[NodeRuntime.Variable] = NodeRuntime.Value;

    /// <summary>What this process starts from now on has the runtime's own choice, as it has elsewhere.</summary>
    public static void KeepToItself() => Environment.SetEnvironmentVariable(NodeRuntime.Variable, null);
}
