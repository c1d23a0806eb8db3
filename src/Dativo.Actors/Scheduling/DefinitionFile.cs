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
}
