using System.Collections.Frozen;

namespace Dativo.Actors.Configuration.Node;

/// <summary>The variables a node reads its own settings from. They are the node's business, and some are secrets: jobs do not inherit them.</summary>
public static class NodeVariables
{
    /// <summary>Their names.</summary>
    public static FrozenSet<string> All => NodeKeys.Variables;
}
