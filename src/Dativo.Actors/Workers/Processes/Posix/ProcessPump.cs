using System.Collections.Concurrent;
using System.Diagnostics;
using Dativo.Actors.Workers.Guard;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>
/// One thread that reads the output of all processes, notices their ends, and sends them signals. That one thread does all of it makes it easy
/// to see that no signal ever reaches a process id that has become somebody else's: only this thread reaps.
/// </summary>
internal sealed unsafe class ProcessPump
{
    /// <summary>How long a program outside the process group may hold the output open after the end.</summary>
    internal const int DrainMilliseconds = 2000;

    private const int BufferSize = 64 * 1024;
    private const int PollsPerProcess = 3;
    private const int LongestPause = 50;

    // Where the end of a process cannot be polled for, a signal tells; this is for the case that it gets lost.
    private const int LookMilliseconds = 200;

    private readonly GuardLink _guard;
    private readonly WakePipe _wake = new();
    private readonly ConcurrentQueue<(PosixProcess Process, PumpRequest Request)> _requests = new();
    private readonly List<PosixProcess> _processes = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly Adoptees? _adoptees;
    private readonly Action<int> _reaping;
    private readonly bool _canPollForEnd;
    private PollDescriptor[] _polls = GC.AllocateArray<PollDescriptor>(1 + PollsPerProcess * 64, pinned: true);
    private volatile bool _stopping;
    private bool _isStarted;

    /// <summary>Makes a pump.</summary>
    /// <param name="guard">Is told which groups there are.</param>
    /// <param name="adoptees">Finds what left its group; null where that is not possible.</param>
    /// <param name="reaping">Is told of every process just before its id becomes free.</param>
    /// <param name="canPollForEnd">Whether the system may be asked for descriptors that tell of a process's end.</param>
    internal ProcessPump(GuardLink guard, Adoptees? adoptees, Action<int> reaping, bool canPollForEnd)
    {
        _guard = guard;
        _adoptees = adoptees;
        _reaping = reaping;
        _canPollForEnd = canPollForEnd;
    }

    /// <summary>Starts the thread.</summary>
    internal void Start()
    {
        _isStarted = true;
        new Thread(Run) { IsBackground = true, Name = "dativo process pump" }.Start();
    }

    /// <summary>Asks for something; from any thread. Nothing happens to a process that has ended.</summary>
    internal void Request(PosixProcess process, PumpRequest request)
    {
        _requests.Enqueue((process, request));
        _wake.Wake();
    }

    /// <summary>Looks for ended processes now: a child has ended somewhere.</summary>
    internal void Look() => _wake.Wake();

    /// <summary>Kills all processes, waits for their ends, and stops. No process may be started any more when this is called.</summary>
    internal Task StopAsync()
    {
        _stopping = true;
        if (_isStarted) _wake.Wake();
        else Close();
        return _stopped.Task;
    }

    private static long Now() => Environment.TickCount64;

    private void Run()
    {
        var killedAll = false;
        while (true)
        {
            // In this order: what was started before the stop is in the queue by then.
            var stopping = _stopping;
            TakeRequests();
            if (stopping)
            {
                if (_processes.Count == 0) break;
                if (!killedAll) _processes.ForEach(KillGroup);
                killedAll = true;
            }

            Wait();
            var now = Now();
            for (var i = _processes.Count - 1; i >= 0; i--)
            {
                if (!Attend(_processes[i], _polls.AsSpan(1 + PollsPerProcess * i, PollsPerProcess), now)) continue;
                _processes[i] = _processes[^1];
                _processes.RemoveAt(_processes.Count - 1);
            }

            _adoptees?.Sweep(now);
        }

        Close();
    }

    private void Close()
    {
        _wake.Dispose();
        _stopped.TrySetResult();
    }

    private void TakeRequests()
    {
        while (_requests.TryDequeue(out var item))
        {
            var (process, request) = item;
            if (request == PumpRequest.Watch)
            {
                if (_canPollForEnd) process.PidDescriptor = Libc.OpenProcess(process.Pid);
                _processes.Add(process);
            }
            else if (process.End is null)
            {
                if (request == PumpRequest.Kill) KillGroup(process);
                else Terminate(process);
            }
        }
    }

    private void Terminate(PosixProcess process)
    {
        if (process.KillAt != long.MaxValue) return;
        _ = Libc.kill(-process.Pid, Libc.SigTerm);

        // A stopped process cannot react to a request.
        _ = Libc.kill(-process.Pid, Libc.SigCont);
        process.KillAt = Now() + (long)Math.Min(process.KillGrace.TotalMilliseconds, int.MaxValue);
    }

    private void KillGroup(PosixProcess process)
    {
        if (process.End is not null) return;
        _ = Libc.kill(-process.Pid, Libc.SigKill);
    }

    private void Wait()
    {
        var count = 1 + PollsPerProcess * _processes.Count;
        if (_polls.Length < count) _polls = GC.AllocateArray<PollDescriptor>(2 * count, pinned: true);
        _polls[0] = new PollDescriptor { Descriptor = _wake.ReadEnd, Events = Libc.PollIn };
        var until = _adoptees?.NextSweep ?? long.MaxValue;
        var now = Now();
        for (var i = 0; i < _processes.Count; i++)
        {
            var process = _processes[i];
            var polls = _polls.AsSpan(1 + PollsPerProcess * i, PollsPerProcess);
            polls[0] = new PollDescriptor { Descriptor = process.PidDescriptor, Events = Libc.PollIn };
            polls[1] = new PollDescriptor { Descriptor = process.OutDescriptor, Events = Libc.PollIn };
            polls[2] = new PollDescriptor { Descriptor = process.ErrorDescriptor, Events = Libc.PollIn };
            until = Math.Min(until, NextDeadline(process, now));
        }

        var timeout = until == long.MaxValue ? -1 : (int)Math.Clamp(until - now, 0, int.MaxValue);
        int ready;
        fixed (PollDescriptor* polls = _polls) ready = Libc.poll(polls, (nuint)count, timeout);
        if (ready < 0)
        {
            // Interrupted, or no memory for the moment: what was found before does not count.
            for (var i = 0; i < count; i++) _polls[i].Happened = 0;
        }

        if (_polls[0].Happened != 0) _wake.Clear();
    }

    private static long NextDeadline(PosixProcess process, long now)
    {
        if (process.End is not { } end) return process.PidDescriptor < 0 ? Math.Min(process.KillAt, now + LookMilliseconds) : process.KillAt;
        return end.GroupIsGone && end.EscapeesAreGone ? end.At + DrainMilliseconds : now + end.Pause;
    }

    /// <summary>Does what is to be done for one process; true when it is finished.</summary>
    private bool Attend(PosixProcess process, ReadOnlySpan<PollDescriptor> polls, long now)
    {
        if (polls[1].Happened != 0 && !ReadOutput(process.OutDescriptor, process.Output.Out)) process.OutDescriptor = -1;
        if (polls[2].Happened != 0 && !ReadOutput(process.ErrorDescriptor, process.Output.Error)) process.ErrorDescriptor = -1;
        if (process.End is null)
        {
            if (polls[0].Happened != 0 || (process.PidDescriptor < 0 && HasEnded(process.Pid))) Reap(process, now);
            else if (now >= process.KillAt)
            {
                KillGroup(process);
                process.KillAt = long.MaxValue;
            }
        }

        return process.End is { } end && IsOver(process, end, now) && Finish(process, end);
    }

    private bool ReadOutput(int descriptor, Output.LineStream stream)
    {
        nint read;
        fixed (byte* buffer = _buffer) read = Libc.read(descriptor, buffer, BufferSize);
        if (read > 0) stream.Accept(_buffer.AsSpan(0, (int)read));
        if (read > 0 || (read < 0 && (Libc.LastError == Errno.Interrupted || Libc.LastError == Errno.TryAgain))) return true;
        _ = Libc.close(descriptor);
        return false;
    }

    private static bool HasEnded(int pid)
    {
        // The first number of the answer is the signal SIGCHLD if there is one; the rest differs between systems.
        var answer = stackalloc byte[256];
        *(int*)answer = 0;
        var result = Libc.waitid(Libc.IdTypePid, (uint)pid, answer, Libc.WExited | Libc.WNoHang | Libc.WNoWait);
        return result == 0 ? *(int*)answer != 0 : Libc.LastError == Errno.NoChild;
    }

    private void Reap(PosixProcess process, long now)
    {
        // In this order: while the ended process is not reaped, its id and with it that of its group cannot become somebody else's.
        _ = Libc.kill(-process.Pid, Libc.SigKill);
        _guard.Remove(process.Pid);
        _reaping(process.Pid);
        int status;
        var reaped = Libc.waitpid(process.Pid, &status, Libc.WNoHang) == process.Pid;
        process.End = new ProcessEnd { Status = reaped ? status : null, Duration = Stopwatch.GetElapsedTime(process.StartTimestamp), At = now };
        if (process.PidDescriptor >= 0) _ = Libc.close(process.PidDescriptor);
        process.PidDescriptor = -1;
    }

    private bool IsOver(PosixProcess process, ProcessEnd end, long now)
    {
        if (!end.GroupIsGone || !end.EscapeesAreGone)
        {
            end.GroupIsGone = end.GroupIsGone || ProcessGroups.IsGone(process.Pid, thorough: now - end.At >= DrainMilliseconds);
            if (end.GroupIsGone && !end.EscapeesAreGone) end.EscapeesAreGone = _adoptees?.Kill(process.Number, now - end.At) ?? true;
            end.Pause = Math.Min(2 * end.Pause, LongestPause);
        }

        var isRead = process is { OutDescriptor: < 0, ErrorDescriptor: < 0 } || now - end.At >= DrainMilliseconds;
        return end.GroupIsGone && end.EscapeesAreGone && isRead;
    }

    private static bool Finish(PosixProcess process, ProcessEnd end)
    {
        if (process.OutDescriptor >= 0) _ = Libc.close(process.OutDescriptor);
        if (process.ErrorDescriptor >= 0) _ = Libc.close(process.ErrorDescriptor);
        (process.OutDescriptor, process.ErrorDescriptor) = (-1, -1);
        if (process.Output.FinishIsSlow) ThreadPool.QueueUserWorkItem(static item => Complete(item.process, item.end), (process, end), preferLocal: false);
        else Complete(process, end);
        return true;
    }

    private static void Complete(PosixProcess process, ProcessEnd end)
    {
        process.Output.Finish();
        process.Complete(new ProcessExit
        {
            ExitCode = end.Status is { } status ? WaitStatus.ExitCode(status) : null,
            Signal = end.Status is { } wait ? WaitStatus.Signal(wait) : null,
            ErrorTail = process.Output.ErrorText(),
            OutputBytes = process.Output.Bytes,
            Duration = end.Duration,
            LogError = process.Output.LogError,
        });
    }
}
