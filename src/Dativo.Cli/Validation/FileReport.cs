using System.Collections.Immutable;
using Dativo.Actors.Configuration;

namespace Dativo.Cli.Validation;

/// <summary>What <c>validate</c> has to say of one file.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Diagnostics">Errors first, then warnings.</param>
/// <param name="Schedules">The schedules of a runner file that could be read.</param>
/// <param name="Job">The job of a job file that could be read.</param>
internal sealed record FileReport(
    string File,
    ImmutableArray<Diagnostic> Diagnostics,
    ImmutableArray<ScheduleReport> Schedules,
    JobDefinition? Job)
{
    public bool IsValid => Diagnostics.All(static diagnostic => diagnostic.Severity != Severity.Error);

    public static FileReport Of(string file, ConfigurationOptions options, DateTimeOffset now)
    {
        if (file.Length == 0)
            return new FileReport(file, [new Diagnostic(Severity.Error, "''", 0, 0, "", "is no file name (expected the path of a runner or job file)")], [], null);
        var read = RunnerConfiguration.LoadAny(file, options);
        var diagnostics = read.Runner?.Diagnostics ?? read.Job!.Diagnostics;
        return new FileReport(
            file,
            [.. diagnostics.OrderBy(static diagnostic => diagnostic.Severity)],
            read.Runner?.Definition is { } definition ? [.. definition.Schedules.Select(schedule => ScheduleReport.Of(schedule, now))] : [],
            read.Job?.Job);
    }
}
