using System.Collections.Immutable;

namespace Dativo.Actors.Hosting;

/// <summary>Whether a node does what it is there for.</summary>
public interface INodeHealth
{
    /// <summary>Looks at every part; never throws for what is wrong with one. Takes two seconds at the most.</summary>
    Task<ImmutableArray<HealthFinding>> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>What was found of one part.</summary>
/// <param name="Part">The part: <c>scheduler</c> or <c>history</c>.</param>
/// <param name="Problem">What is wrong, without secrets; null when nothing is.</param>
public sealed record HealthFinding(string Part, string? Problem);
