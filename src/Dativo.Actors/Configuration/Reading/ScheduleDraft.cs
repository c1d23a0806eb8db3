using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>A schedule before its job file is read.</summary>
/// <param name="Definition">The schedule without its job; or with the one that it had when the file said the same before.</param>
/// <param name="JobFile">The job file; null when none was found.</param>
internal readonly record struct ScheduleDraft(ScheduleDefinition Definition, string? JobFile)
{
    /// <summary>The job file as messages name it; null: by its path.</summary>
    public string? JobDisplay { get; init; }

    /// <summary>Where the job file was looked for in vain; empty for one that was found in the first place.</summary>
    public ImmutableArray<string> Missed { get; init; } = [];

    /// <summary>Why there is no job file, and where to report it; null when there is one.</summary>
    public (SectionReader Section, string Message)? Problem { get; init; }
}
