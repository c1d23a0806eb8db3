using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>What a runner file says, all but the job files it names.</summary>
/// <param name="Definition">Everything but the schedules.</param>
internal sealed record RunnerReading(RunnerDefinition Definition)
{
    /// <summary>Its schedules, in the order of the file.</summary>
    public ImmutableArray<ScheduleDraft> Schedules { get; init; } = [];

    /// <summary>Whether nothing is wrong with the schedules, and no variable of the environment decided what they are.</summary>
    public bool SchedulesDependOnFileAlone { get; init; }
}
