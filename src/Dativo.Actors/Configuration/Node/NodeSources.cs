using System.Collections;
using System.Collections.Immutable;
using System.Net;

namespace Dativo.Actors.Configuration.Node;

/// <summary>The places where a node's settings are given: flags win over variables, variables over the file.</summary>
public sealed record NodeSources
{
    /// <summary>The file, as the user named it; null: none.</summary>
    public string? File { get; init; }

    /// <summary>The environment, whole: for <c>${VAR}</c> in the file, and for the settings themselves. An empty variable is as good as none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the flags of the command line were given, by flag, such as <c>--node-port</c>; of a flag without a list the last one counts.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> Flags { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>The directory that relative paths of variables and flags count from; an absolute path.</summary>
    public string CurrentDirectory { get; init; } = System.Environment.CurrentDirectory;

    /// <summary>What <c>node.host: auto</c> stands for.</summary>
    public string MachineName { get; init; } = Dns.GetHostName();

    /// <summary>What is wrong with an address to serve HTTP on; null when nothing is.</summary>
    public Func<string, string?> HttpBindProblem { get; init; } = static _ => null;

    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string> OwnEnvironment() => System.Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(static variable => (string)variable.Key, static variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
}
