using Dativo.Actors.Configuration;

namespace Dativo.Actors.Scheduling;

/// <summary>The <c>runner.yaml</c> of a node.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Loader">Reads it.</param>
/// <param name="First">What was read before the node started, a moment ago; null when nothing was.</param>
public sealed record DefinitionFile(string Path, RunnerConfigurationLoader Loader, LoadResult? First)
{
    /// <summary>How the files looked when <see cref="First"/> was read: a scheduler may start long after its node did.</summary>
    internal FileStamps FirstStamps { get; } = First is null ? FileStamps.None : FileStamps.Take(First.Files);

    /// <summary>How the node starts jobs at first; null for the defaults. A node that schedules nothing reads this of the file alone.</summary>
    public ExecutorDefinition? FirstExecutor { get; init; } = First?.Definition?.Executor;

    /// <summary>How the file itself looked when <see cref="FirstExecutor"/> was read.</summary>
    internal FileStamps ExecutorStamps { get; } = Path.Length == 0 ? FileStamps.None : FileStamps.Take([Path]);

    /// <summary>For a node that neither schedules nor runs jobs.</summary>
    public static DefinitionFile None { get; } = new("", new RunnerConfigurationLoader(new ConfigurationOptions()), null);
}
