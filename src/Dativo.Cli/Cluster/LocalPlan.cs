using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Dativo.Actors.Configuration.Node;
using Dativo.Web;

namespace Dativo.Cli.Cluster;

/// <summary>Plans a cluster of equal nodes, each with all roles, on ports of their own.</summary>
internal static class LocalPlan
{
    // What makes a node this one and no other must not come from the environment that all of them get.
    private static readonly string[] Own = ["DATIVO_NODE_ROLES", "DATIVO_NODE_HOST", "DATIVO_NODE_BIND_HOST", "DATIVO_NODE_PORT", "DATIVO_NODE_SEEDS"];

    /// <summary>The plan, still without a database; null after telling why there is none.</summary>
    public static ClusterPlan? Create(LocalClusterRequest request, string logFormat, Action<string> refuse)
    {
        if (!WebBinding.TryParse(request.Http, out var binding, out var error))
        {
            refuse($"--http: {error}");
            return null;
        }

        var address = binding.Address ?? IPAddress.Loopback;
        if (binding.Port != 0 && !LoopbackPorts.IsFree(address, binding.Port))
        {
            refuse($"{request.Http} is in use by another program. Stop it, or choose another address with --http HOST:PORT.");
            return null;
        }

        var taken = new HashSet<int>();
        var nodes = ImmutableArray.CreateBuilder<PlannedNode>();
        _ = HostAndPort.TrySplit(request.Http, out var host, out _);
        int? nextHttp = binding.Port == 0 ? null : binding.Port;
        for (var number = 1; number <= request.Nodes; number++)
        {
            var found = nextHttp is { } next ? LoopbackPorts.FreeFrom(address, next, taken) : LoopbackPorts.Free(address, taken);
            if (found is not { } http || LoopbackPorts.Free(IPAddress.Loopback, taken) is not { } port)
            {
                refuse("there are not enough free ports for so many nodes");
                return null;
            }

            nodes.Add(Node(number, $"{host}:{http}", port));
            nextHttp = http + 1;
        }

        return new ClusterPlan(nodes.ToImmutable());

        PlannedNode Node(int number, string http, int port)
        {
            var name = $"node-{number}";
            var environment = ImmutableSortedDictionary.CreateRange(
            [
                KeyValuePair.Create("DATIVO_DATA_DIR", Path.Combine(request.DataDirectory, name)),
                KeyValuePair.Create("DATIVO_NODE_HOST", "127.0.0.1"),
                KeyValuePair.Create("DATIVO_NODE_PORT", port.ToString(CultureInfo.InvariantCulture)),
                KeyValuePair.Create("DATIVO_HTTP_BIND", http),
                KeyValuePair.Create("DATIVO_LOG_FORMAT", logFormat),
            ]);
            if (request.RunnerConfig is { } runnerConfig)
                environment = environment.Add("DATIVO_RUNNER_CONFIG", runnerConfig);
            if (request.LogLevel is { } logLevel)
                environment = environment.Add("DATIVO_LOG_LEVEL", logLevel);
            if (request.PathMaps.Count > 0)
                environment = environment.Add("DATIVO_PATH_MAP", string.Join(',', request.PathMaps));
            if (request.Slots is { } slots)
                environment = environment.Add("DATIVO_NODE_SLOTS", slots.ToString(CultureInfo.InvariantCulture));
            return new PlannedNode
            {
                Name = name,
                Environment = environment,
                Hides = name => Own.Contains(name),
                WorkingDirectory = Environment.CurrentDirectory,
                Http = Client.HealthAddress.Reachable(http),
                HasApi = true,
                Restart = request.Restarts ? RestartPolicy.OnFailure : RestartPolicy.Never,
            };
        }
    }

    /// <summary>The plan with the database of all its nodes.</summary>
    public static ClusterPlan With(ClusterPlan plan, string database) =>
        new([.. plan.Nodes.Select(node => node with { Environment = node.Environment.SetItem("DATIVO_DATABASE", database) })]);
}
