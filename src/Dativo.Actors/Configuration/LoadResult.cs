using System.Collections.Immutable;

namespace Dativo.Actors.Configuration;

/// <summary>What came of reading a <c>runner.yaml</c> and the job files it names.</summary>
/// <param name="Definition">
/// What the file says; null when the file itself is broken. A broken job file does not make it null: its schedules
/// are there with <see cref="ScheduleDefinition.InvalidReason"/> set, and its errors are among the diagnostics.
/// </param>
/// <param name="Diagnostics">Everything that is wrong, in the order of the files: the runner's first, then those of the job files.</param>
public sealed record LoadResult(RunnerDefinition? Definition, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether anything is an error, be it in a job file alone.</summary>
    public bool HasErrors => Diagnostics.Any(static diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>
    /// The absolute paths of all files the result depends upon: the runner file, job files and connector files, and the places where a
    /// missing one was looked for. Sorted, without repetition.
    /// </summary>
    public ImmutableArray<string> Files => Sources.Paths;

    /// <summary>The same files, as they looked just before they were read.</summary>
    internal SourceFiles Sources { get; init; } = SourceFiles.None;
}
