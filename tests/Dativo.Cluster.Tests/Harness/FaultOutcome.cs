using System.Collections.Immutable;

namespace Dativo.EndToEnd.Cluster;

/// <summary>What became of a fault.</summary>
/// <param name="Fault">The fault, in words.</param>
/// <param name="Nodes">The nodes that it met.</param>
/// <param name="At">When it came, in seconds since the load began.</param>
/// <param name="Length">How long it lasted, in seconds.</param>
/// <param name="WholeAfter">How long after its end all nodes were ready again, in seconds.</param>
/// <param name="Problems">What should not have happened.</param>
public sealed record FaultOutcome(string Fault, ImmutableArray<int> Nodes, double At, double Length, double WholeAfter, ImmutableArray<string> Problems);
