using System.Globalization;
using System.Text;

namespace Dativo.Benchmarks.Product;

/// <summary>Writes the configuration of a node: a runner.yaml and a job file for each tenant, as dativo-ingest has them.</summary>
internal static class ProductFiles
{
    /// <summary>A cron expression whose next occurrence no measurement lives to see.</summary>
    public const string Never = "0 0 29 2 *";

    /// <summary>Writes them.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="schedules">The schedules, by name, with their tenant and the lines that say when they are due.</param>
    /// <param name="command">The command of their jobs.</param>
    /// <returns>The path of runner.yaml.</returns>
    public static string Write(string directory, IEnumerable<(string Name, string Tenant, string When)> schedules, string command = "[\"true\"]")
    {
        var jobs = System.IO.Directory.CreateDirectory(Path.Combine(directory, "jobs")).FullName;
        var runner = new StringBuilder();
        runner.Append(CultureInfo.InvariantCulture, $"runner:\n  mode: orchestrated\n  orchestrator:\n    type: akka\n    concurrency_per_tenant: 1\n    executor:\n      command: {command}\n    schedules:\n");
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, tenant, when) in schedules)
        {
            if (known.Add(tenant))
                File.WriteAllText(Path.Combine(jobs, $"{tenant}.yaml"), $"tenant_id: {tenant}\nsource_connector: csv\ntarget_connector: parquet\nasset: orders\n");
            runner.Append(CultureInfo.InvariantCulture, $"      - name: {name}\n        config: jobs/{tenant}.yaml\n        {when}\n");
        }

        var file = Path.Combine(directory, "runner.yaml");
        File.WriteAllText(file, runner.ToString());
        return file;
    }
}
