using System.Text.Json;
using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.Cluster;

/// <summary>The topology of the compose file, as real processes.</summary>
public sealed class ComposeClusterTests
{
    [SkippableFact]
    public async Task The_compose_file_starts_runs_the_quickstart_and_stops_without_a_trace()
    {
        LocalClusterTests.Require();
        using var folder = LocalClusterTests.OpenFolder();
        var port = Dativo.Cli.Cluster.LoopbackPorts.Free(System.Net.IPAddress.Loopback, [])!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var environment = LocalClusterTests.Marked(folder).Add("HTTP_PORT", port).AddRange(Compose.Secrets);
        await using (var cluster = RealNode.LaunchCommand(folder.FullName, environment, "cluster", "local", "--compose", Compose.OwnFile, "--log-format", "json"))
        {
            await cluster.LineAsync("cluster_up");
            foreach (var name in new[] { "scheduler", "worker-1", "worker-2", "worker-3" })
                await cluster.LineAsync("cluster_node_ready", null, ("node", name));

            // It is due every 30 s, which is long to wait for.
            var server = $"http://127.0.0.1:{port}";
            var trigger = await DativoProgram.RunAsync(folder.FullName, "schedules", "trigger", "acme_inventory_retried", "--server", server, "--token", Compose.Secrets["DATIVO_TOKEN"]);
            Assert.True(trigger.ExitCode == 0, trigger.Error);
            await cluster.LineAsync("run_finished", null, ("job_name", "acme_orders_5s"), ("status", "success"));
            await cluster.LineAsync("run_finished", null, ("job_name", "globex_customers_cron"), ("status", "success"));
            await cluster.LineAsync("run_finished", null, ("job_name", "globex_sensor_readings_partial"), ("status", "partial"));
            await cluster.LineAsync("run_finished", null, ("job_name", "acme_inventory_retried"), ("status", "success"), ("attempt", "3"));
            Assert.All(cluster.Log.Where(line => line.EventType == "run_started"), line => Assert.StartsWith("worker-", line["node"]!, StringComparison.Ordinal));

            var refused = await DativoProgram.RunAsync(folder.FullName, "runs", "list", "--server", server);
            Assert.Equal(2, refused.ExitCode);
            var runs = await DativoProgram.RunAsync(folder.FullName, "runs", "list", "--server", server, "--token", Compose.Secrets["DATIVO_TOKEN"], "-o", "json", "--status", "success");
            Assert.True(runs.ExitCode == 0, runs.Error);
            Assert.NotEmpty(runs.Json.GetProperty("runs").EnumerateArray());

            Assert.Equal(0, await cluster.EndAsync(Signals.Terminate));
            Assert.Equal(JsonValueKind.Object, cluster.Log[^1].Json.ValueKind);
            Assert.DoesNotContain(cluster.Log, line => Compose.Secrets.Values.Any(secret => line.Text.Contains(secret, StringComparison.Ordinal)));
        }

        Assert.Empty(LocalClusterTests.Left(folder));
        Assert.NotEmpty(Directory.EnumerateFiles(folder.PathOf(".dativo/cluster/volumes/output/.dativo/lake"), "*.parquet", SearchOption.AllDirectories));
    }
}
