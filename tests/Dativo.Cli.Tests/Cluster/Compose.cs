using System.Runtime.CompilerServices;
using Dativo.Cli.Cluster.Compose;
using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.Cluster;

/// <summary>Reads compose files as <c>dativo cluster local --compose</c> does.</summary>
internal static class Compose
{
    /// <summary>The product's own file.</summary>
    public static string OwnFile { get; } = Path.Combine(Root(), "docker-compose.cluster.yml");

    /// <summary>What it needs to be told.</summary>
    public static readonly IReadOnlyDictionary<string, string> Secrets = new Dictionary<string, string>
    {
        ["POSTGRES_PASSWORD"] = "a1b2c3d4e5f6",
        ["DATIVO_TOKEN"] = "0123456789abcdef0123456789",
    };

    /// <summary>The topology of a file, or what is wrong with it.</summary>
    public static (ComposeTopology? Topology, string[] Errors) Plan(string file, TestFolder folder, IReadOnlyDictionary<string, string> variables, string? database = null, params string[] scales)
    {
        var errors = new ComposeErrors("compose.yml");
        var services = ComposeScale.Apply(ComposeReader.Read(file, variables, errors), scales, errors);
        var topology = errors.Any ? null : ComposePlanner.Plan(file, services, database, folder.PathOf("data"), "json", errors);
        return (topology, [.. errors.All]);
    }

    /// <summary>The same for a text.</summary>
    public static (ComposeTopology? Topology, string[] Errors) PlanText(string text, TestFolder folder, params (string Name, string Value)[] variables) =>
        Plan(folder.Write("compose.yml", text), folder, variables.ToDictionary(static variable => variable.Name, static variable => variable.Value));

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));
}
