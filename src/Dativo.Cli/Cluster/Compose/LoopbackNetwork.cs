using System.Collections.Immutable;
using System.Net;

namespace Dativo.Cli.Cluster.Compose;

/// <summary>A network of containers on loopback: each has an address of its own, with all its ports. Linux has the whole of 127.0.0.0/8.</summary>
internal static class LoopbackNetwork
{
    private const int Networks = 250;

    /// <summary>As many addresses as asked for, on all of which these ports are free; null when there are none.</summary>
    public static ImmutableArray<IPAddress>? Find(int count, IReadOnlyCollection<int> ports)
    {
        // Beginning anywhere, two clusters that start at the same time seldom want the same.
        var first = Random.Shared.Next(Networks);
        for (var i = 0; i < Networks; i++)
        {
            var network = (first + i) % Networks;
            var addresses = Enumerable.Range(1, count).Select(number => new IPAddress([127, 10, (byte)network, (byte)number])).ToImmutableArray();
            if (addresses.All(address => ports.All(port => LoopbackPorts.IsFree(address, port))))
                return addresses;
        }

        return null;
    }
}
