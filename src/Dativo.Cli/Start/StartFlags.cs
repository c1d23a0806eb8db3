using System.Collections.Immutable;
using System.CommandLine;
using Dativo.Web;

namespace Dativo.Cli.Start;

/// <summary>The flags of <c>dativo start</c>. Each but <c>--config</c> is a setting of the node, whose reader says what it takes.</summary>
internal sealed class StartFlags
{
    private readonly Option<string> _config = new("--config") { Description = "The node's settings, as YAML; each also by environment variable and flag, which win.", HelpName = "FILE" };

    /// <summary>The flags that are settings.</summary>
    public ImmutableArray<Option> Settings { get; } =
    [
        Single("--runner-config", "FILE", "The runner.yaml with the schedules; needed by the roles scheduler and worker."),
        Single("--data-dir", "DIR", "Where databases, logs and locks are kept; one node at a time (default: .dativo)."),
        Single("--database", "CONNECTION", "PostgreSQL instead of SQLite: what several nodes need. Better in DATIVO_DATABASE, where other users of the machine cannot see the password."),
        Many("--roles", "ROLE,...", "What the node does: scheduler, worker, web (default: all of them)."),
        Single("--node-host", "HOST", "The name or address other nodes reach this one at; auto: this machine's name (default: 127.0.0.1)."),
        Single("--node-port", "PORT", "The port for other nodes (default: 4053 with a database, else any free one)."),
        Many("--seeds", "HOST:PORT,...", "Nodes to ask for the cluster, besides those that the database knows."),
        Single("--slots", "COUNT", "How many jobs run at once on this node (default: executor.max_concurrent_jobs)."),
        Single("--http", "HOST:PORT", $"Where HTTP listens; other than loopback needs DATIVO_TOKEN (default: {WebOptions.DefaultBind})."),
        Single("--log-format", "FORMAT", "text, or json: one object a line (default: text on a terminal, json otherwise)."),
        Single("--log-level", "LEVEL", "debug, information, warning or error (default: information)."),
        Many("--path-map", "FROM=DIR", "Where a directory named in the files is on this machine, such as /app=. (repeatable)."),
    ];

    public void AddTo(Command command)
    {
        command.Add(_config);
        foreach (var setting in Settings)
            command.Add(setting);
    }

    public StartRequest Read(ParseResult parsed, IReadOnlyDictionary<string, string> environment) => new(
        parsed.GetValue(_config),
        Settings
            .Where(setting => parsed.GetResult(setting) is not null)
            .ToImmutableDictionary(setting => setting.Name, setting => parsed.GetResult(setting)!.Tokens.Select(token => token.Value).ToImmutableArray(), StringComparer.Ordinal),
        environment);

    private static Option<string> Single(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static Option<string[]> Many(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
