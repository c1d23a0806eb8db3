using System.Collections.Immutable;
using Dativo.Actors.Configuration;

namespace Dativo.Actors.Workers;

/// <summary>How this node starts jobs at present; changes when <c>runner.yaml</c> does. The number of slots is read once, at the node's start.</summary>
public sealed class ExecutorSettings(ExecutorDefinition first, ImmutableArray<PathMap> pathMaps)
{
    private volatile ExecutorDefinition _current = first;

    /// <summary>Where directories named in job files are on this machine: handed to the bundled engine, which reads them as well.</summary>
    public ImmutableArray<PathMap> PathMaps { get; } = pathMaps;

    /// <summary>The settings for attempts that start from now on.</summary>
    public ExecutorDefinition Current
    {
        get => _current;
        set => _current = value;
    }
}
