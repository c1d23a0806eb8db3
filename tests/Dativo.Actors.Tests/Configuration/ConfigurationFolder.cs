using System.Text;
using Dativo.Actors.Configuration;

namespace Dativo.Actors.Tests.Configuration;

/// <summary>A directory of configuration files that is gone after the test.</summary>
public sealed class ConfigurationFolder : IDisposable
{
    public const string Job = "tenant_id: acme\nsource_connector: csv\n";

    public ConfigurationFolder()
    {
        Root = Directory.CreateTempSubdirectory("dativo-configuration-").FullName;
        Options = new ConfigurationOptions { CurrentDirectory = Root, Variable = name => Variables.GetValueOrDefault(name) };
        Write("job.yaml", Job);
    }

    public string Root { get; }

    public Dictionary<string, string> Variables { get; } = [];

    public ConfigurationOptions Options { get; set; }

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), bytes);
        return Path(name);
    }

    /// <summary>Loads a runner file with this text.</summary>
    public LoadResult Load(string text)
    {
        Write("runner.yaml", text);
        return RunnerConfiguration.Load("runner.yaml", Options);
    }

    /// <summary>Loads a runner file with one schedule, which has these lines besides its name and config.</summary>
    public LoadResult LoadSchedule(string lines, string orchestrator = "") => Load(RunnerWith(lines, orchestrator));

    public JobLoadResult LoadJob(string text)
    {
        Write("job.yaml", text);
        return RunnerConfiguration.LoadJob("job.yaml", Options);
    }

    public JobLoadResult LoadRetry(string lines) => LoadJob($"{Job}retry_config:\n{Indented(lines, 2)}");

    public static string RunnerWith(string lines, string orchestrator = "") =>
        $"runner:\n  orchestrator:\n{Indented(orchestrator, 4)}    schedules:\n      - name: hourly\n        config: job.yaml\n{Indented(lines, 8)}";

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Indented(string lines, int by) =>
        string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new string(' ', by) + line + "\n"));
}
