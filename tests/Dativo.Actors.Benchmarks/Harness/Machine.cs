using System.Runtime.InteropServices;

namespace Dativo.Benchmarks.Harness;

/// <summary>What the figures depend on.</summary>
internal sealed record Machine(int Cores, string Cpu, string System, string Runtime, string? PostgreSql)
{
    /// <summary>This one.</summary>
    public static Machine Describe(string? postgres) =>
        new(Environment.ProcessorCount, CpuName(), RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription, postgres);

    /// <inheritdoc />
    public override string ToString() => $"{Cores} cores ({Cpu}), {System}, {Runtime}{(PostgreSql is null ? "" : $", PostgreSQL {PostgreSql}")}";

    private static string CpuName() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
            : RuntimeInformation.ProcessArchitecture.ToString();
}
