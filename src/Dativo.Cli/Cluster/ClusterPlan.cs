using System.Collections.Immutable;

namespace Dativo.Cli.Cluster;

/// <summary>A cluster on this machine: its nodes, in the order of their starts.</summary>
internal sealed record ClusterPlan(ImmutableArray<PlannedNode> Nodes);
