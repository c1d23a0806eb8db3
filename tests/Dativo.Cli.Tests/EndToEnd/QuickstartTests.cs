using System.Runtime.CompilerServices;
using System.Text.Json;
using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>What a stranger does first.</summary>
public sealed class QuickstartTests
{
    [SkippableFact]
    public async Task The_quickstart_shows_its_kinds_of_runs_and_remembers_them()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Signals are sent with libc.");
        using var folder = new TestFolder();
        folder.CopyFrom(Example());

        string[] before;
        await using (var node = await RealNode.StartAsync(folder.FullName, "runner.yaml"))
        {
            // It is due every 30 s, which is long to wait for.
            var trigger = await node.CliAsync("schedules", "trigger", "acme_inventory_retried");
            Assert.True(trigger.ExitCode == 0, trigger.Error);
            await node.LineAsync("run_finished", null, ("job_name", "acme_orders_5s"), ("status", "success"));
            await node.LineAsync("run_finished", null, ("job_name", "globex_customers_cron"), ("status", "success"));
            await node.LineAsync("run_finished", null, ("job_name", "globex_sensor_readings_partial"), ("status", "partial"));
            await node.LineAsync("run_finished", null, ("job_name", "acme_inventory_retried"), ("status", "success"), ("attempt", "3"));
            await node.LineAsync("run_skipped", null, ("job_name", "acme_orders_5s"), ("reason", "overlap"));

            var rows = await RowsAsync(node);
            Assert.Contains(rows, row => Is(row, "acme_inventory_retried", "success") && row.GetProperty("attempts").GetInt32() == 3);
            Assert.Contains(rows, row => Is(row, "globex_sensor_readings_partial", "partial"));
            Assert.Contains(rows, row => Is(row, "acme_orders_5s", "skipped") && row.GetProperty("reason").GetString() == "overlap");
            Assert.DoesNotContain(rows, row => row.GetProperty("schedule").GetString() == "globex_invoices_disabled");
            before = [.. rows.Where(row => row.GetProperty("finished_at").ValueKind == JsonValueKind.String).Select(IdOf)];

            Assert.Equal(0, await node.EndAsync(Signals.Interrupt));
        }

        Assert.NotEmpty(Directory.EnumerateFiles(folder.PathOf(".dativo/lake"), "*.parquet", SearchOption.AllDirectories));

        // More than one occurrence of the schedule of 5 s is missed before the next node is up.
        await Task.Delay(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(TimeProvider.System.GetUtcNow().Ticks % TimeSpan.FromSeconds(5).Ticks));
        await using var next = await RealNode.StartAsync(folder.FullName, "runner.yaml");
        var missed = await next.LineAsync("run_skipped", null, ("job_name", "acme_orders_5s"), ("reason", "missed"));
        await next.LineAsync("run_finished", missed, ("job_name", "acme_orders_5s"), ("status", "success"));
        var after = await RowsAsync(next);
        Assert.Subset(after.Select(IdOf).ToHashSet(), before.ToHashSet());

        // latest: of the missed ones the newest runs, the others say why they did not.
        var orders = after.Where(row => row.GetProperty("schedule").GetString() == "acme_orders_5s").OrderBy(row => row.GetProperty("scheduled_for").GetDateTimeOffset()).ToArray();
        var lastMissed = Array.FindLastIndex(orders, row => row.GetProperty("reason").GetString() == "missed");
        Assert.Contains("catchup is latest", orders[lastMissed].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("skipped", orders[lastMissed + 1].GetProperty("status").GetString());
        for (var i = 1; i < orders.Length; i++)
            Assert.Equal(5, (orders[i].GetProperty("scheduled_for").GetDateTimeOffset() - orders[i - 1].GetProperty("scheduled_for").GetDateTimeOffset()).TotalSeconds);
    }

    private static string IdOf(JsonElement row) => row.GetProperty("id").GetString()!;

    private static bool Is(JsonElement row, string schedule, string status) =>
        row.GetProperty("schedule").GetString() == schedule && row.GetProperty("status").GetString() == status;

    private static async Task<JsonElement[]> RowsAsync(RealNode node) =>
        [.. (await node.CliAsync("runs", "list", "-o", "json", "--limit", "1000")).Json.GetProperty("runs").EnumerateArray()];

    private static string Example([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/examples/quickstart"));
}
