using System.Collections.Immutable;

namespace Dativo.EndToEnd.Cluster;

/// <summary>Where a node is on a <see cref="INodeNetwork"/>.</summary>
/// <param name="Host">The address that it tells the other nodes.</param>
/// <param name="BindHost">The address that it listens on.</param>
/// <param name="Port">The port of both.</param>
/// <param name="Database">The address of the database, for this node.</param>
/// <param name="DatabasePort">Its port.</param>
/// <param name="Within">A command that the node is started with, such as one that enters a network namespace.</param>
public sealed record NodePlace(string Host, string BindHost, int Port, string Database, int DatabasePort, ImmutableArray<string> Within)
{
    /// <summary>The program that runs there, as a .dll; null: the one that was built with the tests.</summary>
    public string? Program { get; init; }
}
