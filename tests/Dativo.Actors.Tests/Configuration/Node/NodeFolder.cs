using System.Collections.Immutable;
using Dativo.Actors.Configuration.Node;

namespace Dativo.Actors.Tests.Configuration.Node;

/// <summary>The three places a node's settings may be in, of a machine named <c>box</c>.</summary>
public sealed class NodeFolder : IDisposable
{
    public NodeFolder()
    {
        Root = Directory.CreateTempSubdirectory("dativo-node-").FullName;
        Directory.CreateDirectory(Path("etc"));
        Flags["--runner-config"] = ["runner.yaml"];
    }

    public string Root { get; }

    public Dictionary<string, string> Environment { get; } = [];

    public Dictionary<string, ImmutableArray<string>> Flags { get; } = [];

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    /// <summary>Reads with this file, <c>etc/node.yaml</c> in the current directory; without text, with none.</summary>
    public NodeLoadResult Read(string? file = null)
    {
        if (file is not null)
            Write("etc/node.yaml", file);
        return NodeConfigurationReader.Read(new NodeSources
        {
            File = file is null ? null : "etc/node.yaml",
            Environment = Environment,
            Flags = Flags,
            CurrentDirectory = Root,
            MachineName = "box",
            HttpBindProblem = text => text.Contains(':', StringComparison.Ordinal) ? null : $"'{text}' is not HOST:PORT",
        });
    }

    /// <summary>Reads what is right.</summary>
    public NodeConfiguration Valid(string? file = null)
    {
        var result = Read(file);
        Assert.Empty(result.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        return result.Configuration!;
    }

    /// <summary>Reads what has one thing wrong with it, and says what.</summary>
    public string Problem(string? file = null) => Assert.Single(Read(file).Diagnostics).ToString();

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
