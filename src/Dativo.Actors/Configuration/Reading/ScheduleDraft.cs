using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>A schedule before its job file is read.</summary>
/// <param name="Definition">The schedule without its job and without the system's tags.</param>
/// <param name="Section">Where it is, to report what is wrong with its job.</param>
/// <param name="JobFile">The job file; null when none was found.</param>
/// <param name="JobDisplay">The job file as messages name it.</param>
/// <param name="LookedForJob">Where the job file was looked for.</param>
/// <param name="Problem">Why there is no job file; null when there is one.</param>
internal sealed record ScheduleDraft(
    ScheduleDefinition Definition,
    SectionReader Section,
    string? JobFile,
    string JobDisplay,
    ImmutableArray<string> LookedForJob,
    string? Problem);
