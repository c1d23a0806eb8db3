using System.Globalization;
using System.Text;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>A node with many schedules, each with a job file of its own: loads them, starts again with them, and then does nothing.</summary>
internal static class DativoManySchedules
{
    private const int JobsOfDirectory = 100;
    private const string First = "first";

    // A change of a file that was just written could not be seen by its time stamp: nodes do not trust such files.
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(3);

    public static async Task<Sample> RunAsync(Arena arena)
    {
        var count = arena.Scaled(ManySchedules.Schedules);
        var runner = WriteFiles(arena, count);
        await Task.Delay(SettledAfter);
        var data = Path.Combine(arena.Directory, "data");
        Sample sample;
        await using (var node = DativoProgram.StartNode(runner, data))
        {
            arena.Progress("loading");
            await node.UntilReadyAsync();
            sample = Sample.Empty.With("load_s", node.Age.TotalSeconds).With("load_cpu_s", ProcessTable.CpuOfTree(node.Pid).TotalSeconds);
            await node.StopAsync();
            Check(node, count + 1);
        }

        arena.Progress("starting again");
        foreach (var ran in Ran(arena))
            ran.Delete();
        await ManySchedules.UntilDueAsync(TimeSpan.Zero);
        await using (var node = DativoProgram.StartNode(runner, data))
        {
            await node.UntilReadyAsync();
            sample = sample.With("start_s", node.Age.TotalSeconds).With("start_cpu_s", ProcessTable.CpuOfTree(node.Pid).TotalSeconds);
            while (Ran(arena).Length == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            sample = sample.With("first_job_s", (Ran(arena).Min(static file => file.LastWriteTimeUtc) - node.StartedAt.UtcDateTime).TotalSeconds);

            arena.Progress("doing nothing");
            await ManySchedules.UntilDueAsync(ManySchedules.Quiet / 2);
            var cpu = ProcessTable.CpuOfTree(node.Pid);
            var from = node.Age;
            await Task.Delay(ManySchedules.Idle);
            sample = sample
                .With("idle_percent", 100 * (ProcessTable.CpuOfTree(node.Pid) - cpu) / (node.Age - from))
                .With("memory_mb", ProcessTable.PrivateBytes(node.Pid) / 1e6);

            arena.Progress("checking");
            var last = await node.GetAsync($"api/v1/schedules/{NameOf(count - 1)}");
            if (last.GetProperty("state").GetString() != "active")
                throw new BenchmarkException($"the last schedule is not active: {last}");
            await node.StopAsync();
            Check(node, count + 1);
        }

        return sample;
    }

    private static FileInfo[] Ran(Arena arena) => new DirectoryInfo(System.IO.Directory.CreateDirectory(Path.Combine(arena.Directory, "ran")).FullName).GetFiles();

    private static void Check(DativoProgram node, int expected)
    {
        if (node.Loaded != expected)
            throw new BenchmarkException($"the node loaded {node.Loaded} schedules, not {expected}");
    }

    private static string NameOf(int schedule) => string.Create(CultureInfo.InvariantCulture, $"tenant_{schedule / ManySchedules.SchedulesOfTenant:00000}_load_{schedule % ManySchedules.SchedulesOfTenant:000}");

    private static string WriteFiles(Arena arena, int count)
    {
        var runner = new StringBuilder(
            $$"""
            runner:
              mode: orchestrated
              orchestrator:
                type: akka
                executor:
                  command: [touch, "{{arena.Directory}}/ran/{run_id}"]
                schedules:
                  - name: {{First}}
                    config: jobs/{{First}}.yaml
                    interval_seconds: {{ManySchedules.Period.TotalSeconds}}

            """);
        var jobs = Path.Combine(arena.Directory, "jobs");
        System.IO.Directory.CreateDirectory(jobs);
        File.WriteAllText(Path.Combine(jobs, $"{First}.yaml"), JobFile("tenant_first", "orders"));

        var month = ManySchedules.FarMonth;
        for (var i = 0; i < count; i++)
        {
            if (i % 1000 == 0)
                arena.Report("job files written", i, count);
            var tenant = string.Create(CultureInfo.InvariantCulture, $"tenant_{i / ManySchedules.SchedulesOfTenant:00000}");
            var directory = string.Create(CultureInfo.InvariantCulture, $"{i / JobsOfDirectory:00000}");
            if (i % JobsOfDirectory == 0)
                System.IO.Directory.CreateDirectory(Path.Combine(jobs, directory));
            var file = string.Create(CultureInfo.InvariantCulture, $"jobs/{directory}/load_{i % JobsOfDirectory:000}.yaml");
            File.WriteAllText(Path.Combine(arena.Directory, file), JobFile(tenant, $"table_{i % JobsOfDirectory:000}"));
            runner.Append(CultureInfo.InvariantCulture, $"""
                      - name: {NameOf(i)}
                        config: {file}
                        cron: "{i % 60} {i / 60 % 24} 1 {month} *"
                        timezone: {(i % 5 == 0 ? "Europe/Berlin" : "UTC")}

                """);
        }

        var path = Path.Combine(arena.Directory, "runner.yaml");
        File.WriteAllText(path, runner.ToString());
        return path;
    }

    /// <summary>A job file of usual length.</summary>
    private static string JobFile(string tenant, string asset) =>
        $"""
        # The orders of one customer.
        tenant_id: {tenant}
        source_connector: csv
        target_connector: local
        asset: {asset}
        asset_path: /assets/{asset}.yaml
        source:
          files:
            - path: /data/{tenant}/{asset}.csv
              delimiter: ";"
        target:
          connection:
            path: /lake/{tenant}
        retry_config:
          max_retries: 3
          initial_delay_seconds: 10
          retryable_exit_codes: [2]

        """;
}
