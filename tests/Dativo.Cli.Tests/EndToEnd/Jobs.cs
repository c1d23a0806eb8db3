using System.Text;

namespace Dativo.EndToEnd;

/// <summary>Writes a runner file and its job files; the commands are small shell scripts.</summary>
internal sealed class Jobs(TestFolder folder)
{
    private readonly StringBuilder _schedules = new();

    /// <summary>Keys of the orchestrator besides its schedules, as YAML that is indented by four.</summary>
    public string Orchestrator { get; set; } = "";

    /// <summary>Retries of the jobs added from now on, as YAML of the job file.</summary>
    public string Retries { get; set; } = "";

    /// <summary>Adds a schedule whose job is a script. Without keys that say when it is due it runs when it is triggered only.</summary>
    public Jobs Add(string name, string tenant, string script, params string[] keys)
    {
        folder.Write($"scripts/{name}.sh", script);
        return AddCommand(name, tenant, $"[/bin/sh, \"{folder.PathOf($"scripts/{name}.sh")}\"]", keys);
    }

    /// <summary>Adds a schedule with a command as written.</summary>
    public Jobs AddCommand(string name, string tenant, string command, params string[] keys)
    {
        folder.Write($"jobs/{name}.yaml", $"tenant_id: {tenant}\nsource_connector: csv\n{Retries}");
        _schedules.Append($"      - name: {name}\n        config: jobs/{name}.yaml\n        command: {command}\n");
        foreach (var key in keys.Length > 0 ? keys : ["interval_seconds: 3600", "enabled: false"])
            _schedules.Append($"        {key}\n");
        return this;
    }

    /// <summary>Writes runner.yaml with what was added so far.</summary>
    public void Write() => folder.Write("runner.yaml", $"runner:\n  mode: orchestrated\n  orchestrator:\n    type: akka\n{Orchestrator}    schedules:\n{_schedules}");
}
