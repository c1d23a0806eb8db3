using System.Diagnostics;
using Dativo.Actors.Configuration;
using Dativo.Actors.Configuration.Reading;

namespace Dativo.Actors.Scheduling;

/// <summary>The <c>runner.yaml</c> of a node.</summary>
public sealed class DefinitionFile
{
    private readonly long _readAt = Stopwatch.GetTimestamp();
    private LoadResult? _first;
    private Task<LoadResult>? _beingRead;

    /// <param name="path">Its absolute path.</param>
    /// <param name="loader">Reads it.</param>
    /// <param name="first">What was read before the node started, a moment ago; null when nothing was.</param>
    public DefinitionFile(string path, RunnerConfigurationLoader loader, LoadResult? first)
    {
        (Path, Loader, _first) = (path, loader, first);
        FirstExecutor = first?.Definition?.Executor;
        ExecutorSource = path.Length == 0 ? default : SourceFile.Of(path);
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>Reads it.</summary>
    public RunnerConfigurationLoader Loader { get; }

    /// <summary>A reading that was begun before the node started and goes on beside it; null when there is none.</summary>
    public Task<LoadResult>? BeingRead
    {
        init => _beingRead = value;
    }

    /// <summary>How the node starts jobs at first; null for the defaults. A node that schedules nothing reads this of the file alone.</summary>
    public ExecutorDefinition? FirstExecutor { get; init; }

    /// <summary>How the file itself looked when <see cref="FirstExecutor"/> was read.</summary>
    internal SourceFile ExecutorSource { get; }

    /// <summary>For how long what was read before the node started is as good as what is read now; changes since then are found as any later ones are.</summary>
    internal TimeSpan FirstIsGoodFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For a node that neither schedules nor runs jobs.</summary>
    public static DefinitionFile None { get; } = new("", new RunnerConfigurationLoader(new ConfigurationOptions()), null);

    /// <summary>
    /// What was read before the node started, once; null when it is to be read now. A scheduler that starts again, or on this node after
    /// another one died, must not go back to old definitions.
    /// </summary>
    public LoadResult? TakeFirst() =>
        Interlocked.Exchange(ref _first, null) is { } first && Stopwatch.GetElapsedTime(_readAt) < FirstIsGoodFor && !first.Sources.RunnerHasChanged() ? first : null;

    /// <summary>The reading that was begun before the node started, once; null when the file is to be read now, as above.</summary>
    internal Task<LoadResult>? TakeBeingRead() =>
        Interlocked.Exchange(ref _beingRead, null) is { } reading && Stopwatch.GetElapsedTime(_readAt) < FirstIsGoodFor ? reading : null;
}
