using System.Globalization;
using System.Text;
using Dativo.Cli.Client;
using Dativo.Web.Contract;
using Dativo.Web.Contract.Management;

namespace Dativo.Cli.Output;

/// <summary>The cluster for people.</summary>
internal static class ClusterText
{
    public static string Status(ClusterPage page, ClientSession session)
    {
        var table = new TextTable(
            new Column("NODE") { CutTo = 14 },
            new Column("ROLES") { CutTo = 9 },
            new Column("STATUS"),
            new Column("LEASE"),
            new Column("SLOTS") { Right = true },
            new Column("WAITING") { Right = true },
            new Column("SHARDS") { Right = true, Expendable = 2 },
            new Column("TENANTS") { Right = true },
            new Column("DATABASE") { Expendable = 3 },
            new Column("VERSION") { Expendable = 4 },
            new Column("HOSTS") { Expendable = 1 });
        foreach (var node in page.Nodes)
        {
            var status = node.Reachable ? node.Status : "unreachable";
            table.Add(
                node.Node,
                string.Join(", ", node.Roles),
                new Cell(status, status),
                node.Lease is { } lease ? new Cell(Describe(lease), $"lease_{lease.State}") : default,
                node.Slots is { } slots ? $"{Count(node.SlotsInUse ?? 0)}/{Count(slots)}" : Unknown(node, "worker"),
                node.Waiting is { } waiting ? Count(waiting) : Unknown(node, "worker"),
                node.Shards is { } shards ? Count(shards) : "?",
                node.Tenants is { } tenants ? Count(tenants) : "?",
                node.Database,
                node.Version ?? "?",
                Hosts(page, node));
        }

        var text = new StringBuilder(table.Render(session.Host.Width, session.Paint));
        var attention = ClusterAttention.Find(page);
        if (attention.Count == 0)
            return text.ToString();
        text.AppendLine().AppendLine(session.Paint.Bold("Needs attention"));
        foreach (var line in attention)
            text.Append("  ").AppendLine(session.Paint.Status("failure", PlainText.OneLine(line)));
        return text.ToString();
    }

    public static string Members(MemberList list, ClientSession session)
    {
        var unreachable = list.Unreachable.ToDictionary(node => node.Node, StringComparer.Ordinal);
        var table = new TextTable(
            new Column("NODE") { CutTo = 14 },
            new Column("STATUS"),
            new Column("ROLES") { CutTo = 9 },
            new Column("UID") { Right = true, Expendable = 1 },
            new Column("NOTE"));
        foreach (var member in list.Members)
        {
            var status = member.Status.ToLowerInvariant();
            string?[] notes =
            [
                unreachable.ContainsKey(member.Node) ? "unreachable" : null,
                member.Node == list.SelfNode ? "answers" : null,
                member.Node == list.Leader ? "leader" : null,
                member.Node == list.Oldest ? "oldest" : null,
            ];
            table.Add(NodeName.Short(member.Node), new Cell(status, unreachable.ContainsKey(member.Node) ? "unreachable" : status), string.Join(", ", member.Roles), member.NodeUid, Join(notes));
        }

        return table.Render(session.Host.Width, session.Paint);
    }

    public static string Shards(ClusterShards shards, ClientSession session)
    {
        if (shards.Nodes.Count == 0)
            return $"no node hosts shards{Environment.NewLine}";
        var table = new TextTable(
            new Column("NODE") { CutTo = 14 },
            new Column("SHARDS") { Right = true },
            new Column("TENANTS") { Right = true },
            new Column("SHARD: TENANTS") { CutTo = 14 });
        foreach (var node in shards.Nodes)
        {
            table.Add(
                node.Node,
                node.Shards is null ? "?" : Count(node.Shards.Count),
                node.Shards is null ? "?" : Count(node.Shards.Sum(shard => shard.Tenants)),
                node.Reason ?? string.Join(", ", node.Shards!.Select(shard => $"{shard.ShardId}: {Count(shard.Tenants)}")));
        }

        return table.Render(session.Host.Width, session.Paint);
    }

    private static string Describe(LeaseRow lease) => lease.State == "active"
        ? string.Create(CultureInfo.InvariantCulture, $"{(lease.RemainingMs > 0 ? "active" : "expired")} {lease.RemainingMs / 1000.0:0.0} s")
        : lease.State;

    private static string Hosts(ClusterPage page, ClusterNodeRow node) => Join(
    [
        node.Node == page.SchedulerNode ? "scheduler" : null,
        node.Node == page.Leader ? "leader" : null,
    ]);

    // A node without the role has nothing to know; of one with it the answer is missing.
    private static string? Unknown(ClusterNodeRow node, string role) => node.Roles.Contains(role) ? "?" : null;

    private static string Join(IEnumerable<string?> parts) => string.Join(", ", parts.OfType<string>());

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
