namespace Dativo.Actors.Configuration;

/// <summary>The <c>runner.mode</c> of a file.</summary>
public enum RunnerMode
{
    /// <summary>Schedules start the jobs: <c>mode: orchestrated</c>.</summary>
    Orchestrated,

    /// <summary>Jobs are started one at a time by somebody else: <c>mode: oneshot</c>.</summary>
    Oneshot,
}
