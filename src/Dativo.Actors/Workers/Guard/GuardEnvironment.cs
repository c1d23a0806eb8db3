namespace Dativo.Actors.Workers.Guard;

/// <summary>What the guard's environment has that the node's has not: settings that keep a .NET process small.</summary>
internal static class GuardEnvironment
{
    /// <summary>The changes; null takes a variable away.</summary>
    internal static IReadOnlyCollection<KeyValuePair<string, string?>> Additions { get; } = new Dictionary<string, string?>
    {
        // Hexadecimal: 32 MiB, some hundred times what it needs.
        ["DOTNET_GCHeapHardLimit"] = "0x2000000",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_STARTUP_HOOKS"] = null,
        ["CORECLR_ENABLE_PROFILING"] = null,

        // A node may itself be the job of another node. Its guard must outlive it, until the jobs it guards are dead.
        [GuardProtocol.Variable] = null,
    };
}
