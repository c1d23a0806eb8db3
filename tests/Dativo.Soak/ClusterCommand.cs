using System.CommandLine;
using Dativo.EndToEnd.Cluster;
using Dativo.Testing;

namespace Dativo.Soak;

/// <summary><c>cluster</c>: a load on several nodes while nodes, network and database fail.</summary>
internal static class ClusterCommand
{
    public static Command Create(Option<string> output)
    {
        var minutes = new Option<double>("--minutes") { Description = "How long the load lasts.", DefaultValueFactory = _ => 30 };
        var tenants = new Option<int>("--tenants") { Description = "How many tenants, each with a schedule of some seconds.", DefaultValueFactory = _ => 200 };
        var nodes = new Option<int>("--nodes") { Description = "How many nodes at first.", DefaultValueFactory = _ => 3 };
        var seed = new Option<int?>("--seed") { Description = "Repeats the load and the faults of an earlier run (default: a new one)." };
        var only = new Option<string[]>("--only") { Description = "Only faults of these kinds, such as Freeze (repeatable)." };
        var lease = new Option<double?>("--lease") { Description = "How long a node's lease lasts, in seconds (default: the program's)." };
        var keep = new Option<bool>("--keep") { Description = "Keeps the nodes' logs and the jobs' records, and says where they are." };
        var command = new Command("cluster", "A long load on several nodes that are killed, stopped, frozen and cut off, and whose PostgreSQL goes away, and the check of what became of it.")
        {
            minutes, tenants, nodes, seed, only, lease, keep,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (PostgresBinaries.Directory is null)
            {
                await Console.Error.WriteLineAsync($"{PostgresBinaries.Missing}.");
                return 2;
            }

            var number = parsed.GetValue(seed) ?? Random.Shared.Next();
            var kinds = parsed.GetValue(only) ?? [];
            var faults = FaultPlan.Endless(number, FaultScale.Long, parsed.GetValue(nodes)).Where(planned => kinds.Length == 0 || kinds.Contains(planned.Fault.Kind));
            var options = new ClusterRunOptions(number, parsed.GetValue(tenants), parsed.GetValue(nodes), faults, TimeSpan.FromMinutes(parsed.GetValue(minutes)))
            {
                Keep = parsed.GetValue(keep),
                LeaseSeconds = parsed.GetValue(lease),
                DrainWithin = TimeSpan.FromMinutes(5),
            };
            var report = await new ClusterRun(options, TimeProvider.System, Console.Error.WriteLine).RunAsync(cancellationToken);
            Console.WriteLine(parsed.GetValue(output) == "json" ? ClusterText.Json(report) : ClusterText.Table(report));
            return report.Problems.IsEmpty ? 0 : 1;
        });
        return command;
    }
}
