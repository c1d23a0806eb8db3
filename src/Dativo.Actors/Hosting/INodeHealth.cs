using System.Collections.Immutable;

namespace Dativo.Actors.Hosting;

/// <summary>Whether a node does what it is there for.</summary>
public interface INodeHealth
{
    /// <summary>Looks at every part; never throws for what is wrong with one. Takes two seconds at the most.</summary>
    Task<ImmutableArray<HealthFinding>> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>What was found of one part.</summary>
/// <param name="Part">The part: <c>membership</c>, <c>database</c>, <c>scheduler</c> or <c>history</c>.</param>
/// <param name="Problem">What is wrong, without secrets, so that the node is not ready; null when nothing is.</param>
/// <param name="Warning">What an operator should know though the node is ready; null when there is nothing.</param>
public sealed record HealthFinding(string Part, string? Problem, string? Warning = null);
