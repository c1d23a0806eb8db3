using System.Globalization;
using Dativo.Web.Contract;

namespace Dativo.Cli.Output;

/// <summary>What in a cluster somebody should look at.</summary>
internal static class ClusterAttention
{
    /// <summary>One sentence each; empty when there is nothing.</summary>
    public static IReadOnlyList<string> Find(ClusterPage page)
    {
        var found = new List<string>();
        if (page.SchedulerNode is null)
            found.Add("no node that is up has the role scheduler: nothing becomes due");
        if (!page.Nodes.Any(node => node.Status == "up" && node.Roles.Contains("worker")))
            found.Add("no node that is up has the role worker: nothing runs");
        foreach (var node in page.Nodes)
            AddOf(node, found);
        var versions = page.Nodes.Select(node => node.Version).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (versions.Length > 1)
            found.Add($"the nodes are of different versions: {string.Join(", ", versions)}");
        if (page.Nodes.Select(node => node.Database).OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1)
            found.Add("the nodes keep their data in different kinds of databases");
        return found;
    }

    private static void AddOf(ClusterNodeRow node, List<string> found)
    {
        if (!node.Reachable)
            found.Add($"{node.Node} is not reached");
        if (node.Status != "up")
            found.Add($"{node.Node} is {node.Status.Replace('_', ' ')}");
        if (node.Lease is { State: not "active" } lost)
            found.Add($"{node.Node}: its lease is {lost.State}");
        else if (node.Lease is { RemainingMs: <= 0 } expired)
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{node.Node}: its lease expired {-expired.RemainingMs / 1000.0:0.0} s ago"));
        if (node.DatabaseProblem is { } problem)
            found.Add($"{node.Node}: {problem}");
        if (node is { Reachable: true, Reason: { } reason })
            found.Add($"{node.Node}: {reason}");
        if (node is { Waiting: > 0, Slots: { } slots } && node.SlotsInUse >= slots)
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{node.Node}: all {slots} slots are in use and {node.Waiting} runs wait"));
    }
}
