using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Dativo.Actors.Workers.Guard;
using Dativo.Actors.Workers.Processes.Output;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>Hosts processes on Linux and macOS.</summary>
internal sealed class PosixProcessHost : IProcessHost
{
    private const nint IgnoreSignal = 1;

    private readonly ProcessHostOptions _options;
    private readonly ILogger _logger;
    private readonly NodeEnvironment _environment = new();
    private readonly GuardLink _guard;
    private readonly ProcessPump _pump;
    private readonly ReaderWriterLockSlim _startGate = new();
    private readonly ConcurrentDictionary<int, bool> _pids = new();
    private readonly Lock _disposeGate = new();
    private readonly bool _canPollForEnd;
    private PosixSignalRegistration? _childSignal;
    private Task? _disposal;
    private int _startCalls;
    private long _number;
    private bool _isOpen;

    /// <summary>Makes a host.</summary>
    /// <param name="options">How processes are hosted and guarded.</param>
    /// <param name="logger">Hears what an operator should know.</param>
    /// <param name="canPollForEnd">Whether to use descriptors that tell of a process's end where there are any; otherwise the signal SIGCHLD.</param>
    internal PosixProcessHost(ProcessHostOptions options, ILogger logger, bool canPollForEnd = true)
    {
        if (options.Silence < GuardArguments.ShortestSilence)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Silence, $"the silence must be {GuardArguments.ShortestSilence.TotalMilliseconds} ms or more");
        }

        _options = options;
        _logger = logger;
        _guard = new GuardLink(options, _environment, logger);
        _canPollForEnd = canPollForEnd && OwnProcessCanBePolled();
        _pump = new ProcessPump(_guard, Adoptees.TryCreate(_guard.Id, IsStarted), pid => _pids.TryRemove(pid, out _), _canPollForEnd);
    }

    /// <inheritdoc />
    public Task<GuardLoss> GuardLost => _guard.Lost;

    /// <inheritdoc />
    public async Task<bool> HaveAllBeenKilledAsync()
    {
        // Where a process has ended the host was open once.
        if (!Volatile.Read(ref _isOpen)) return true;
        await _guard.ListenAsync().ConfigureAwait(false);
        return GuardLost is { IsCompletedSuccessfully: true, Result.Fired: true };
    }

    /// <summary>The guard's id, which all processes carry in their environment.</summary>
    internal string GuardId => _guard.Id;

    /// <summary>The guard's process id; 0 when there is none at this moment.</summary>
    internal int GuardPid => _guard.Pid;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _startCalls, 1) != 0) throw new InvalidOperationException("the host of processes was started before");
        RestoreChildSignal();
        KeepDescriptorsFromChildren();
        if (!_canPollForEnd && !OperatingSystem.IsWindows()) _childSignal = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => _pump.Look());
        await _guard.StartAsync(cancellationToken).ConfigureAwait(false);
        _pump.Start();
        Open(true);
    }

    /// <inheritdoc />
    public void LetRunUntil(long until) => _guard.LetRunUntil(until);

    /// <inheritdoc />
    public IRunningProcess Start(ProcessSpec spec, IProcessObserver? observer = null)
    {
        var command = OwnProgram.Resolve(spec.Command, _options.OwnProgram);
        CommandCheck.Check(command, spec);

        // Many starts at a time; none while or after the host stops.
        _startGate.EnterReadLock();
        try
        {
            if (!_isOpen || GuardLost.IsCompleted)
            {
                throw new ProcessStartException(ProcessStartFailure.Refused, "no processes are started: the node is stopping, or its processes are not guarded");
            }

            return Start(spec, command.AsSpan(), observer);
        }
        finally
        {
            _startGate.ExitReadLock();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_disposeGate)
        {
            _disposal ??= DisposeOnceAsync();
        }

        await _disposal.ConfigureAwait(false);
    }

    private static bool OwnProcessCanBePolled()
    {
        var descriptor = Libc.OpenProcess(Environment.ProcessId);
        if (descriptor >= 0) _ = Libc.close(descriptor);
        return descriptor >= 0;
    }

    /// <summary>
    /// A program may have been started with SIGCHLD ignored; then the system would reap its children at once, and a group could be killed
    /// that is not the node's any more.
    /// </summary>
    private static unsafe void RestoreChildSignal()
    {
        // The handler comes first in the structure on all systems; the rest does not matter here.
        var action = stackalloc byte[512];
        if (Libc.sigaction(Libc.SigChld, null, action) == 0 && *(nint*)action == IgnoreSignal) _ = Libc.signal(Libc.SigChld, 0);
    }

    /// <summary>What the node inherited from whoever started it is not its children's business. .NET's own descriptors are never inherited.</summary>
    private static void KeepDescriptorsFromChildren()
    {
        foreach (var file in Directory.GetFileSystemEntries(OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd"))
        {
            if (int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor) && descriptor > 2)
            {
                _ = Libc.CloseOnExec(descriptor);
            }
        }
    }

    private bool IsStarted(int pid) => pid == _guard.Pid || _pids.ContainsKey(pid);

    private void Open(bool isOpen)
    {
        _startGate.EnterWriteLock();
        _isOpen = isOpen;
        _startGate.ExitWriteLock();
    }

    private async Task DisposeOnceAsync()
    {
        Open(false);
        await _pump.StopAsync().ConfigureAwait(false);
        await _guard.StopAsync().ConfigureAwait(false);
        _childSignal?.Dispose();
    }

    private unsafe PosixProcess Start(ProcessSpec spec, ReadOnlySpan<string> command, IProcessObserver? observer)
    {
        var file = ProgramPath.Find(command[0], spec.WorkingDirectory, spec.Environment.TryGetValue("PATH", out var path) ? path : _environment["PATH"]);
        var number = Interlocked.Increment(ref _number);
        var additions = new List<KeyValuePair<string, string?>>(spec.Environment.Count + 1);
        foreach (var (name, value) in spec.Environment) additions.Add(new(name, value));
        additions.Add(new(GuardProtocol.Variable, string.Create(CultureInfo.InvariantCulture, $"{_guard.Id}.{number}")));

        if (!Libc.TryMakePipe(out var outRead, out var outWrite)) throw Spawner.Failure(Libc.LastError, command[0], file, null);
        if (!Libc.TryMakePipe(out var errorRead, out var errorWrite))
        {
            var failure = Spawner.Failure(Libc.LastError, command[0], file, null);
            Close(outRead, outWrite);
            throw failure;
        }

        int pid;
        var timestamp = Stopwatch.GetTimestamp();
        var startedAt = _options.Time.GetUtcNow();
        try
        {
            using var environment = _environment.With(additions);
            pid = Spawner.Spawn(SpawnAttributes.OwnGroup, file, command, environment.Pointers, spec.WorkingDirectory, -1, outWrite, errorWrite);
        }
        catch
        {
            Close(outRead, errorRead);
            throw;
        }
        finally
        {
            Close(outWrite, errorWrite);
        }

        _pids[pid] = true;
        _guard.Add(pid);
        var process = new PosixProcess(_pump, pid, number, new ProcessOutput(spec, observer, ObserverFailed), spec.KillGrace, startedAt)
        {
            StartTimestamp = timestamp,
            OutDescriptor = outRead,
            ErrorDescriptor = errorRead,
        };
        _pump.Request(process, PumpRequest.Watch);
        return process;
    }

    private static void Close(int first, int second)
    {
        _ = Libc.close(first);
        _ = Libc.close(second);
    }

    private void ObserverFailed(Exception e) => _logger.LogError(e, "What listens to a process's events failed");
}
