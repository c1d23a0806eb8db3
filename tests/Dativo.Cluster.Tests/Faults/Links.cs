namespace Dativo.EndToEnd.Cluster;

/// <summary>What a node is connected with.</summary>
[Flags]
public enum Links
{
    /// <summary>The other nodes.</summary>
    Nodes = 1,

    /// <summary>The database.</summary>
    Database = 2,

    /// <summary>Both.</summary>
    Both = Nodes | Database,
}
