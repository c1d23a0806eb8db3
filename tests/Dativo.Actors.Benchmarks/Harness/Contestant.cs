using System.Collections.Immutable;

namespace Dativo.Benchmarks.Harness;

/// <summary>Who does a scenario's work: the product, a peer, or the bare machine.</summary>
/// <param name="Name">Its name, unique in the scenario: <see cref="Contestants"/> has those that several scenarios use.</param>
/// <param name="Databases">Where it can store; each is measured.</param>
/// <param name="RunAsync">
/// Does the work once, in a process of its own, checks the result and says what it measured. What it throws is the contestant's failure.
/// </param>
internal sealed record Contestant(string Name, ImmutableArray<Database> Databases, Func<Arena, Task<Sample>> RunAsync)
{
    /// <summary>The longest that one run may take; then it is killed, and counts as failed.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(3);
}

/// <summary>The names that tables share.</summary>
internal static class Contestants
{
    public const string Product = "dativo";
    public const string Quartz = "quartz";
    public const string QuartzRam = "quartz (RAM)";
    public const string Hangfire = "hangfire";
}
