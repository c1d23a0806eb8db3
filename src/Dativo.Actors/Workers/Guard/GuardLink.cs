using System.Diagnostics;
using System.Text;
using Dativo.Actors.Workers.Processes;
using Dativo.Actors.Workers.Processes.Posix;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Workers.Guard;

/// <summary>
/// The node's side of the guard: starts it, gives it signs of life, tells it the process groups, and replaces it when it dies. It has a thread of
/// its own: a node that is merely busy, with no thread of the pool to spare, is not a dead node.
/// </summary>
internal sealed class GuardLink
{
    private const int MaxFailures = 5;
    private const int HeartbeatsPerSilence = 6;
    private const int StopMilliseconds = 10_000;

    private readonly ProcessHostOptions _options;
    private readonly NodeEnvironment _environment;
    private readonly ILogger _logger;
    private readonly WakePipe _wake = new();
    private readonly object _gate = new();
    private readonly HashSet<int> _groups = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<GuardLoss> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _heartbeatMilliseconds;
    private readonly long _answerMilliseconds;

    // Written under the gate; the thread of the link is the only one to write.
    private int _toGuard = -1;

    // Under the gate.
    private long _runUntil = long.MaxValue;

    // Under the gate: completes when what the guard has said until now is heard.
    private TaskCompletionSource? _listeners;

    // Of the link's thread alone, save the process id.
    private int _fromGuard = -1;
    private int _errorsOfGuard = -1;
    private volatile int _pid;
    private bool _isReady;
    private long _nextHeartbeat;
    private long _unansweredSince;
    private int _failures;
    private volatile bool _stopping;
    private bool _isStarted;

    /// <summary>Makes a link; no guard is started yet.</summary>
    internal GuardLink(ProcessHostOptions options, NodeEnvironment environment, ILogger logger)
    {
        _options = options;
        _environment = environment;
        _logger = logger;
        _heartbeatMilliseconds = Math.Max(1, (long)options.Silence.TotalMilliseconds / HeartbeatsPerSilence);
        _answerMilliseconds = Math.Max(2000, 4 * (long)options.Silence.TotalMilliseconds);
    }

    /// <summary>The guard's id, in the environment of all jobs of this node.</summary>
    internal string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The process id of the guard there is now; 0 when there is none.</summary>
    internal int Pid => _pid;

    /// <summary>Completes when the guard is lost for good, or fired.</summary>
    internal Task<GuardLoss> Lost => _lost.Task;

    /// <summary>Starts the guard; completes when it is ready.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        _isStarted = true;
        new Thread(Run) { IsBackground = true, Name = "dativo guard link", Priority = ThreadPriority.AboveNormal }.Start();
        try
        {
            await _ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets the guard go: it kills what is left and ends.</summary>
    internal Task StopAsync()
    {
        _stopping = true;
        if (_isStarted) _wake.Wake();
        else Close();
        return _stopped.Task;
    }

    /// <summary>Tells the guard of a process group that was started.</summary>
    internal void Add(int group)
    {
        lock (_gate)
        {
            _groups.Add(group);
            Send(GuardProtocol.Add, group);
        }
    }

    /// <summary>Tells the guard that a group's leader is about to be reaped, after which the group's id is anybody's.</summary>
    internal void Remove(int group)
    {
        lock (_gate)
        {
            _groups.Remove(group);
            Send(GuardProtocol.Remove, group);
        }
    }

    /// <summary>Tells the guard until when the processes may run.</summary>
    internal void LetRunUntil(long until)
    {
        lock (_gate)
        {
            _runUntil = until;
            Send(GuardProtocol.RunUntil, until);
        }
    }

    /// <summary>Completes when everything is heard that the guard had said before this call.</summary>
    internal Task ListenAsync()
    {
        lock (_gate)
        {
            if (_stopping || Lost.IsCompleted) return Task.CompletedTask;
            _listeners ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _wake.Wake();
            return _listeners.Task;
        }
    }

    private static long Now() => Environment.TickCount64;

    private void Run()
    {
        try
        {
            if (TryLaunch()) Watch();
            LetGo();
        }
        finally
        {
            _ready.TrySetException(new GuardException("the guard of the node's processes was stopped before it was ready"));
            Close();
        }
    }

    private void Close()
    {
        TakeListeners()?.SetResult();
        _wake.Dispose();
        _stopped.TrySetResult();
    }

    private TaskCompletionSource? TakeListeners()
    {
        lock (_gate)
        {
            var listeners = _listeners;
            _listeners = null;
            return listeners;
        }
    }

    private unsafe void Watch()
    {
        var polls = stackalloc PollDescriptor[2];
        while (!_stopping)
        {
            // What they ask about was said before this look.
            var listeners = TakeListeners();
            polls[0] = new PollDescriptor { Descriptor = _wake.ReadEnd, Events = Libc.PollIn };
            polls[1] = new PollDescriptor { Descriptor = _fromGuard, Events = Libc.PollIn };
            var ready = Libc.poll(polls, 2, listeners is null ? (int)Math.Max(0, _nextHeartbeat - Now()) : 0);
            if (ready > 0 && polls[0].Happened != 0) _wake.Clear();
            var isHeard = ready > 0 && polls[1].Happened != 0;
            var isThere = !isHeard || Receive();
            listeners?.SetResult();
            if (!isThere && !Replace()) return;
            if (isHeard) continue;

            if (_unansweredSince != 0 && Now() - _unansweredSince > _answerMilliseconds && _isReady)
            {
                Log(LogLevel.Warning, "The guard of the node's processes does not answer; it is replaced");
                _ = Libc.kill(_pid, Libc.SigKill);
                _unansweredSince = 0;
            }

            if (Now() >= _nextHeartbeat) Beat();
        }
    }

    private void Beat()
    {
        _nextHeartbeat = Now() + _heartbeatMilliseconds;
        if (_unansweredSince == 0) _unansweredSince = Now();
        lock (_gate) Send(GuardProtocol.Heartbeat, Now());
    }

    private unsafe bool Receive()
    {
        var letters = stackalloc byte[256];
        var read = Libc.read(_fromGuard, letters, 256);
        if (read < 0) return Libc.LastError == Errno.Interrupted;
        for (var i = 0; i < read; i++)
        {
            switch (letters[i])
            {
                case GuardProtocol.Ready:
                    _isReady = true;
                    _failures = 0;
                    Log(LogLevel.Debug, $"The guard of the node's processes is ready (process {_pid})");
                    _ready.TrySetResult();
                    break;
                case GuardProtocol.Alive:
                    _unansweredSince = 0;
                    break;
                case GuardProtocol.Fired:
                    _lost.TrySetResult(new GuardLoss(
                        Fired: true,
                        $"the node gave no sign of life for {_options.Silence.TotalMilliseconds:0} ms (frozen, or starved of processor time), so its guard killed its processes"));
                    break;
                case GuardProtocol.Ended:
                    _lost.TrySetResult(new GuardLoss(Fired: true, "the node's lease was about to end without being renewed, so its guard killed its processes"));
                    break;
            }
        }

        return read > 0;
    }

    /// <summary>The guard is dead. Starts another one; false when there is no point in trying.</summary>
    private bool Replace()
    {
        var reason = Bury();
        if (!_ready.Task.IsCompleted)
        {
            _ready.TrySetException(new GuardException($"the guard of the node's processes ended before it was ready: {reason}"));
            return false;
        }

        if (_lost.Task.IsCompleted) return WaitUntilStopped(Timeout.Infinite);
        Log(LogLevel.Warning, $"The guard of the node's processes ended ({reason}); another one is started");
        while (!_stopping)
        {
            if (_failures++ >= MaxFailures)
            {
                _lost.TrySetResult(new GuardLoss(Fired: false, $"the guard of the node's processes ended {MaxFailures} times in a row: {reason}"));
                return WaitUntilStopped(Timeout.Infinite);
            }

            // The first one at once, then after 0.2, 0.4, 0.8, ... seconds.
            if (_failures > 1) WaitUntilStopped(100 << (_failures - 1));
            if (!_stopping && TryLaunch()) return true;
        }

        return false;
    }

    private unsafe bool WaitUntilStopped(int milliseconds)
    {
        var until = Stopwatch.StartNew();
        while (!_stopping)
        {
            // There is no guard that could say anything.
            TakeListeners()?.SetResult();
            var rest = milliseconds == Timeout.Infinite ? -1 : milliseconds - (int)until.ElapsedMilliseconds;
            if (rest <= 0 && milliseconds != Timeout.Infinite) break;
            var poll = new PollDescriptor { Descriptor = _wake.ReadEnd, Events = Libc.PollIn };
            if (Libc.poll(&poll, 1, rest) > 0) _wake.Clear();
        }

        return !_stopping;
    }

    private bool TryLaunch()
    {
        try
        {
            Launch();
            return true;
        }
        catch (ProcessStartException e)
        {
            _ready.TrySetException(new GuardException($"the guard of the node's processes could not be started: {e.Message}"));
            return false;
        }
    }

    private unsafe void Launch()
    {
        string[] command = [.. _options.OwnProgram, "guard", .. new GuardArguments(_options.DataDirectory, Id, _options.Silence).ToCommandLine()];
        var file = ProgramPath.Find(command[0], Environment.CurrentDirectory, _environment["PATH"]);
        var ends = stackalloc int[6];
        for (var i = 0; i < 3; i++)
        {
            if (Libc.TryMakePipe(out ends[2 * i], out ends[2 * i + 1])) continue;
            var failure = Spawner.Failure(Libc.LastError, command[0], file, null);
            for (var j = 0; j < 2 * i; j++) _ = Libc.close(ends[j]);
            throw failure;
        }

        int pid;
        try
        {
            using var environment = _environment.With(GuardEnvironment.Additions);
            pid = Spawner.Spawn(SpawnAttributes.OwnSession, file, command, environment.Pointers, null, ends[0], ends[3], ends[5]);
        }
        catch
        {
            foreach (var end in (ReadOnlySpan<int>)[ends[1], ends[2], ends[4]]) _ = Libc.close(end);
            throw;
        }
        finally
        {
            foreach (var end in (ReadOnlySpan<int>)[ends[0], ends[3], ends[5]]) _ = Libc.close(end);
        }

        _pid = pid;
        _isReady = false;
        _unansweredSince = 0;
        (_fromGuard, _errorsOfGuard) = (ends[2], ends[4]);
        lock (_gate)
        {
            _toGuard = ends[1];
            foreach (var group in _groups) Send(GuardProtocol.Add, group);
            if (_runUntil != long.MaxValue) Send(GuardProtocol.RunUntil, _runUntil);
        }

        Beat();
    }

    /// <summary>Cleans up after a dead guard, and says why it died.</summary>
    private unsafe string Bury()
    {
        lock (_gate)
        {
            if (_toGuard >= 0) _ = Libc.close(_toGuard);
            _toGuard = -1;
        }

        // It may have closed its pipe without being dead.
        var pid = _pid;
        _ = Libc.kill(pid, Libc.SigKill);
        int status;
        while (Libc.waitpid(pid, &status, 0) < 0 && Libc.LastError == Errno.Interrupted)
        {
        }

        _pid = 0;
        var errors = stackalloc byte[4096];
        var read = (int)Libc.read(_errorsOfGuard, errors, 4096);
        _ = Libc.close(_fromGuard);
        _ = Libc.close(_errorsOfGuard);
        (_fromGuard, _errorsOfGuard) = (-1, -1);
        var end = WaitStatus.Describe(status);
        return read > 0 ? $"{end}: {Encoding.UTF8.GetString(errors, read).Trim()}" : end;
    }

    private unsafe void LetGo()
    {
        if (_pid == 0) return;
        lock (_gate)
        {
            if (_toGuard >= 0) _ = Libc.close(_toGuard);
            _toGuard = -1;
        }

        // It ends by itself once everything is dead. What cannot be killed (a process in an uninterruptible wait) must not hold up the
        // node's stop; the guard stays with it, and with the lock.
        var until = Now() + StopMilliseconds;
        var letters = stackalloc byte[256];
        while (Now() < until)
        {
            var poll = new PollDescriptor { Descriptor = _fromGuard, Events = Libc.PollIn };
            if (Libc.poll(&poll, 1, (int)Math.Max(0, until - Now())) <= 0) continue;
            var read = Libc.read(_fromGuard, letters, 256);
            if (read > 0 || (read < 0 && Libc.LastError == Errno.Interrupted)) continue;
            Bury();
            return;
        }

        Log(LogLevel.Warning, $"The guard (process {_pid}) still waits for processes that do not die");
        _ = Libc.close(_fromGuard);
        _ = Libc.close(_errorsOfGuard);
    }

    /// <summary>Logs from another thread: a log that blocks, as a console whose reader stands still, must not stop the signs of life.</summary>
    private void Log(LogLevel level, string message) =>
        ThreadPool.QueueUserWorkItem(_ => _logger.Log(level, "{Message}", message));

    private unsafe void Send(byte kind, long number)
    {
        if (_toGuard < 0) return;

        var poll = new PollDescriptor { Descriptor = _toGuard, Events = Libc.PollOut };
        if (Libc.poll(&poll, 1, 0) != 1 || (poll.Happened & Libc.PollOut) == 0)
        {
            // A guard that does not read must not be waited for, nor be left with wrong knowledge: its replacement is told all groups anew.
            // The id is still the guard's: it is reaped only after the descriptor was given up.
            _ = Libc.kill(_pid, Libc.SigKill);
            return;
        }

        var message = stackalloc byte[GuardProtocol.MessageLength];
        GuardProtocol.Write(new Span<byte>(message, GuardProtocol.MessageLength), kind, number);
        _ = Libc.write(_toGuard, message, GuardProtocol.MessageLength);
    }
}
