namespace Dativo.Actors.Workers.Processes;

/// <summary>A process that was started, until and after its end. All members may be used from any thread.</summary>
public interface IRunningProcess
{
    /// <summary>The process id; on Linux and macOS also the id of its process group.</summary>
    int Pid { get; }

    /// <summary>When it was started.</summary>
    DateTimeOffset StartedAt { get; }

    /// <summary>
    /// Completes, never faults, when the process has ended, the rest of its group was killed, its output was read and its log is complete.
    /// A program outside the group that holds the output open delays this by two seconds at the most.
    /// </summary>
    Task<ProcessExit> Exited { get; }

    /// <summary>
    /// Asks the whole group to end (SIGTERM) and kills it after <see cref="ProcessSpec.KillGrace"/>. Has no effect on an ended process;
    /// a second call does not prolong the grace period. On Windows, which has no such signal for programs without a window, it kills at once.
    /// </summary>
    void Terminate();

    /// <summary>Kills the whole group at once (SIGKILL). Has no effect on an ended process.</summary>
    void Kill();
}
