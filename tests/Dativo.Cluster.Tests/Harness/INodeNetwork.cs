using Dativo.Testing;

namespace Dativo.EndToEnd.Cluster;

/// <summary>A network of nodes and a database whose links can be cut without either side learning it: nothing gets through any more.</summary>
public interface INodeNetwork : IAsyncDisposable
{
    /// <summary>What it is made of, in a few words.</summary>
    string Kind { get; }

    /// <summary>Where the database belongs.</summary>
    PostgresSetup Database { get; }

    /// <summary>Makes a place for a node; nodes are numbered from 1.</summary>
    Task<NodePlace> AddAsync(int node);

    /// <summary>Cuts or joins what a node is connected with.</summary>
    Task SetAsync(int node, Links links, bool connected);

    /// <summary>Cuts or joins the database, for all nodes.</summary>
    Task SetDatabaseAsync(bool connected);

    /// <summary>Connects to an address of a node's own loopback, cut off or not.</summary>
    ValueTask<Stream> ConnectAsync(int node, int port, CancellationToken cancellationToken);
}
