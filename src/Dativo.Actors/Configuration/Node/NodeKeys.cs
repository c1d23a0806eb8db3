using System.Collections.Frozen;
using System.Collections.Immutable;
using Dativo.Actors.Configuration.Keys;
using Dativo.Actors.Hosting;

namespace Dativo.Actors.Configuration.Node;

/// <summary>Every setting of a node. <c>docs/cluster.md</c> has the same ones, and a test compares the two.</summary>
internal static class NodeKeys
{
    /// <summary>The API's secret, which has no key: a file that people copy is no place for it.</summary>
    public const string TokenVariable = "DATIVO_TOKEN";

    /// <summary>The password of the certificate file, which has no key either.</summary>
    public const string TlsPasswordVariable = "DATIVO_TLS_PASSWORD";

    /// <summary>The port of a node that others are to find.</summary>
    public const int ClusterPort = 4053;

    private const string Ours = "0.1.0";
    private const string FileForm = "an existing file";

    public static readonly KeySection File = new(
        "(node file)",
        new KeySpec("runner_config", KeyType.Text, Ours) { Default = "required for scheduler and worker", Form = "the path of a runner.yaml" },
        new KeySpec("data_dir", KeyType.Text, Ours) { Default = ".dativo", Form = "a directory" },
        new KeySpec("database", KeyType.Text, Ours) { Default = "SQLite in data_dir", Form = "a connection string of PostgreSQL" },
        new KeySpec("path_map", KeyType.TextList, Ours) { Form = "FROM=DIR, such as /app=." },
        new KeySpec("node", KeyType.Map, Ours),
        new KeySpec("http", KeyType.Map, Ours),
        new KeySpec("lease", KeyType.Map, Ours),
        new KeySpec("tls", KeyType.Map, Ours) { Default = "no TLS between nodes" },
        new KeySpec("log", KeyType.Map, Ours),
        new KeySpec("akka", KeyType.Text, Ours) { Form = "settings of Akka as HOCON" });

    public static readonly KeySection Node = new(
        "node",
        new KeySpec("roles", KeyType.TextList, Ours) { Default = "all of them", Form = string.Join(", ", NodeRoles.All) },
        new KeySpec("host", KeyType.Text, Ours) { Default = "127.0.0.1", Form = "a host name or an address, or auto" },
        new KeySpec("bind_host", KeyType.Text, Ours) { Default = "node.host", Form = "a host name or an address" },
        new KeySpec("port", KeyType.WholeNumber, Ours) { Default = "4053 with a database, else any free one", Min = 0, Max = 65_535 },
        new KeySpec("seeds", KeyType.TextList, Ours) { Form = "HOST:PORT" },
        new KeySpec("slots", KeyType.WholeNumber, Ours) { Default = "executor.max_concurrent_jobs", Min = 1, Max = 10_000 },
        new KeySpec("drain_timeout_seconds", KeyType.Number, Ours) { Default = "20", Min = 0, Max = 86_400 });

    public static readonly KeySection Http = new(
        "http",
        new KeySpec("bind", KeyType.Text, Ours) { Default = "127.0.0.1:3000", Form = "HOST:PORT" },
        new KeySpec("management", KeyType.Boolean, Ours) { Default = "false" },
        new KeySpec("token_file", KeyType.Text, Ours) { Form = FileForm });

    public static readonly KeySection Lease = new(
        "lease",
        new KeySpec("duration_seconds", KeyType.Number, Ours) { Default = "2", Min = 1, Max = 300 },
        new KeySpec("partition_patience_seconds", KeyType.Number, Ours) { Default = "5", Min = 1, Max = 300 });

    public static readonly KeySection Tls = new(
        "tls",
        new KeySpec("certificate", KeyType.Text, Ours) { Form = FileForm },
        new KeySpec("ca", KeyType.Text, Ours) { Form = FileForm },
        new KeySpec("password_file", KeyType.Text, Ours) { Form = FileForm });

    public static readonly KeySection Log = new(
        "log",
        new KeySpec("format", KeyType.Choice, Ours) { Default = "text on a terminal, else json", Choices = ["text", "json"] },
        new KeySpec("level", KeyType.Choice, Ours) { Default = "information", Choices = ["debug", "information", "warning", "error"] });

    /// <summary>The maps of the file by their key, which is their path as well.</summary>
    public static readonly ImmutableArray<KeySection> Maps = [Node, Http, Lease, Tls, Log];

    private static readonly FrozenDictionary<string, string> Flags = new Dictionary<string, string>
    {
        ["runner_config"] = "--runner-config",
        ["data_dir"] = "--data-dir",
        ["database"] = "--database",
        ["path_map"] = "--path-map",
        ["node.roles"] = "--roles",
        ["node.host"] = "--node-host",
        ["node.port"] = "--node-port",
        ["node.seeds"] = "--seeds",
        ["node.slots"] = "--slots",
        ["http.bind"] = "--http",
        ["log.format"] = "--log-format",
        ["log.level"] = "--log-level",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The settings, in the order of the file.</summary>
    public static readonly ImmutableArray<NodeSetting> All =
    [
        .. File.Keys.Where(static key => key.Type != KeyType.Map).Select(static key => Setting(key.Name, key)),
        .. Maps.SelectMany(static section => section.Keys.Select(key => Setting($"{section.Path}.{key.Name}", key))),
    ];

    /// <summary>Every variable that a node reads, secrets among them.</summary>
    public static readonly FrozenSet<string> Variables =
        All.Select(static setting => setting.Variable).Append(TokenVariable).Append(TlsPasswordVariable).ToFrozenSet(StringComparer.Ordinal);

    private static NodeSetting Setting(string path, KeySpec key) => new(path, key, Flags.GetValueOrDefault(path));
}
