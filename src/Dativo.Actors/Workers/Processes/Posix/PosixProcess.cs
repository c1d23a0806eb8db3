using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>One process and what the pump knows about it. Everything internal that changes belongs to the pump's thread.</summary>
internal sealed class PosixProcess : IRunningProcess
{
    private readonly TaskCompletionSource<ProcessExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProcessPump _pump;

    /// <summary>Makes the object for a process that was just started.</summary>
    internal PosixProcess(ProcessPump pump, int pid, long number, ProcessOutput output, TimeSpan killGrace, DateTimeOffset startedAt)
    {
        _pump = pump;
        Pid = pid;
        Number = number;
        Output = output;
        KillGrace = killGrace;
        StartedAt = startedAt;
    }

    /// <inheritdoc />
    public int Pid { get; }

    /// <inheritdoc />
    public DateTimeOffset StartedAt { get; }

    /// <inheritdoc />
    public Task<ProcessExit> Exited => _exited.Task;

    /// <summary>The number of the start: part of the mark that all descendants have in their environment.</summary>
    internal long Number { get; }

    /// <summary>Where what it writes goes.</summary>
    internal ProcessOutput Output { get; }

    /// <summary>How long after SIGTERM it is killed.</summary>
    internal TimeSpan KillGrace { get; }

    /// <summary>When it was started, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</summary>
    internal required long StartTimestamp { get; init; }

    /// <summary>The pipe from its stdout; -1 when that has ended.</summary>
    internal required int OutDescriptor { get; set; }

    /// <summary>The pipe from its stderr; -1 when that has ended.</summary>
    internal required int ErrorDescriptor { get; set; }

    /// <summary>Readable when it has ended; -1 where there is no such thing.</summary>
    internal int PidDescriptor { get; set; } = -1;

    /// <summary>When to kill it, by <see cref="Environment.TickCount64"/>; <see cref="long.MaxValue"/> for not.</summary>
    internal long KillAt { get; set; } = long.MaxValue;

    /// <summary>How it ended; null while it runs.</summary>
    internal ProcessEnd? End { get; set; }

    /// <summary>Completes <see cref="Exited"/>.</summary>
    internal void Complete(ProcessExit exit) => _exited.TrySetResult(exit);

    /// <inheritdoc />
    public void Terminate() => _pump.Request(this, PumpRequest.Terminate);

    /// <inheritdoc />
    public void Kill() => _pump.Request(this, PumpRequest.Kill);
}

/// <summary>A process that has ended, and how far the pump is with what it left.</summary>
internal sealed class ProcessEnd
{
    /// <summary>What <c>waitpid</c> said; null when somebody else had taken it.</summary>
    internal int? Status { get; init; }

    /// <summary>How long the process ran.</summary>
    internal TimeSpan Duration { get; init; }

    /// <summary>When it ended, by <see cref="Environment.TickCount64"/>.</summary>
    internal long At { get; init; }

    /// <summary>Whether the rest of its group is dead.</summary>
    internal bool GroupIsGone { get; set; }

    /// <summary>Whether what left its group is dead.</summary>
    internal bool EscapeesAreGone { get; set; }

    /// <summary>How long to wait before looking for the above again, in milliseconds.</summary>
    internal int Pause { get; set; } = 1;
}

/// <summary>What the pump is asked to do with a process.</summary>
internal enum PumpRequest
{
    /// <summary>Watch it from now on.</summary>
    Watch,

    /// <summary>SIGTERM now, SIGKILL after the grace period.</summary>
    Terminate,

    /// <summary>SIGKILL.</summary>
    Kill,
}
