namespace Dativo.Web.Contract;

/// <summary>The answer of <c>/health/ready</c>.</summary>
/// <param name="Status"><c>ready</c> or <c>not_ready</c>.</param>
/// <param name="Parts">The node's parts.</param>
public sealed record HealthPage(string Status, IReadOnlyList<HealthPart> Parts);

/// <summary>One part of a node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Problem">What is wrong with it, so that the node is not ready; null when nothing is.</param>
/// <param name="Warning">What an operator should know though the node is ready; null when there is nothing.</param>
public sealed record HealthPart(string Name, string? Problem, string? Warning);
