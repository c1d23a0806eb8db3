namespace Dativo.EndToEnd.Cluster;

/// <summary>What a node said of its health.</summary>
/// <param name="IsReady">Whether it does what it is there for.</param>
/// <param name="IsAnswer">Whether it said anything.</param>
/// <param name="Text">Its answer, or why there was none.</param>
public sealed record NodeHealthPage(bool IsReady, bool IsAnswer, string Text);
