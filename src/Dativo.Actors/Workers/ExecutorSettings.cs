using Dativo.Actors.Configuration;

namespace Dativo.Actors.Workers;

/// <summary>How this node starts jobs at present; changes when <c>runner.yaml</c> does. The number of slots is read once, at the node's start.</summary>
public sealed class ExecutorSettings(ExecutorDefinition first)
{
    private volatile ExecutorDefinition _current = first;

    /// <summary>The settings for attempts that start from now on.</summary>
    public ExecutorDefinition Current
    {
        get => _current;
        set => _current = value;
    }
}
