namespace Dativo.Web.Contract;

/// <summary>The answer of <c>/health/ready</c>.</summary>
/// <param name="Status"><c>ready</c> or <c>not_ready</c>.</param>
/// <param name="Parts">The node's parts.</param>
public sealed record HealthPage(string Status, IReadOnlyList<HealthPart> Parts);

/// <summary>One part of a node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
public sealed record HealthPart(string Name, string? Problem);
