using Dativo.Benchmarks.Cluster;
using Dativo.Benchmarks.Harness;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// One of several servers of Hangfire on PostgreSQL. Only the long runs of <see cref="FailoverWork"/> are asked for: what is due each
/// second is nothing that Hangfire does. What a dead server had under way is fetched again when its invisibility timeout is over: by default
/// after 30 minutes.
/// </summary>
internal sealed class HangfireNode(HangfireHost hangfire) : INode
{
    /// <summary>The kind of node.</summary>
    public const string Kind = "hangfire";

    /// <summary>Starts a server that asks for its share of the long runs.</summary>
    public static async Task<INode> StartAsync(NodeStand stand)
    {
        var hangfire = await HangfireHost.StartAsync(
            new Arena { Database = Database.Postgres, Directory = stand.Directory, ConnectionString = stand.ConnectionString, Progress = static _ => { } },
            services => services.AddSingleton(stand.Say));
        foreach (var (tenant, _, _) in FailoverWork.Tenants.Where(static entry => !FailoverWork.IsPulse(entry.Tenant)))
            hangfire.Client.Enqueue<HangfireTimedWork>(work => work.Run(tenant, null, default));
        return new HangfireNode(hangfire);
    }

    /// <summary>Kills one node of three.</summary>
    public static Task<Sample> KillOneAsync(Arena arena, bool ofFirst) => Failover.RunAsync(arena, Kind, "", ofFirst, tuned: false);

    public Task AskForRunsAsync(int runs) => throw new NotSupportedException("This node is not asked for runs.");

    public ValueTask DisposeAsync() => hangfire.DisposeAsync();
}
