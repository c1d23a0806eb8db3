using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Dativo.Actors.Configuration.Node;
using Dativo.Actors.Workers.Processes.Output;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Workers.Processes.Windows;

/// <summary>
/// Hosts processes on Windows, with what it offers: a job object instead of a guard, so processes die with a node that dies, but not with one that
/// merely freezes; and no polite signal.
/// </summary>
internal sealed class WindowsProcessHost : IProcessHost
{
    private const int FileNotFound = 2;
    private const int PathNotFound = 3;
    private const int AccessDenied = 5;
    private const int BadFormat = 193;

    private readonly ProcessHostOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<WindowsProcess, bool> _running = new();
    private readonly TaskCompletionSource<GuardLoss> _lost = new();
    private readonly Timer _end;
    private JobObject? _job;
    private volatile bool _stopping;

    /// <summary>Makes a host.</summary>
    internal WindowsProcessHost(ProcessHostOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _end = new Timer(_ => EndAll());
    }

    /// <inheritdoc />
    public Task<GuardLoss> GuardLost => _lost.Task;

    /// <inheritdoc />
    public Task<bool> HaveAllBeenKilledAsync() => Task.FromResult(_stopping || _lost.Task.IsCompleted);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("this host of processes is for Windows");
        try
        {
            _job = new JobObject();
        }
        catch (Win32Exception e)
        {
            throw new GuardException($"no job object could be made that ends the node's processes with it: {e.Message}");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public IRunningProcess Start(ProcessSpec spec, IProcessObserver? observer = null)
    {
        var command = OwnProgram.Resolve(spec.Command, _options.OwnProgram);
        CommandCheck.Check(command, spec);
        if (_stopping || _lost.Task.IsCompleted || _job is null || !OperatingSystem.IsWindows())
        {
            throw new ProcessStartException(ProcessStartFailure.Refused, "no processes are started: the node is stopping, or was not started");
        }

        var start = new ProcessStartInfo
        {
            FileName = command[0],
            WorkingDirectory = spec.WorkingDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.AsSpan()[1..]) start.ArgumentList.Add(argument);
        foreach (var name in NodeVariables.All) start.Environment.Remove(name);
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;

        var startedAt = _options.Time.GetUtcNow();
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw Failure(e, command[0]);
        }

        if (!_job.TryAdd(process.SafeHandle) && !process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            throw new ProcessStartException(ProcessStartFailure.Other, $"program '{command[0]}' could not be tied to the node's life and was killed");
        }

        var running = new WindowsProcess(process, new ProcessOutput(spec, observer, e => _logger.LogError(e, "What listens to a process's events failed")), startedAt);
        _running[running] = true;
        running.Watch();
        _ = running.Exited.ContinueWith(_ => _running.TryRemove(running, out bool _), TaskScheduler.Default);
        return running;
    }

    /// <inheritdoc />
    public void LetRunUntil(long until)
    {
        var left = Math.Clamp(until - Environment.TickCount64, 0, int.MaxValue);
        _end.Change(until == long.MaxValue ? Timeout.Infinite : left, Timeout.Infinite);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await _end.DisposeAsync().ConfigureAwait(false);
        foreach (var process in _running.Keys) process.Kill();
        await Task.WhenAll(_running.Keys.Select(process => process.Exited)).ConfigureAwait(false);
        if (OperatingSystem.IsWindows()) _job?.Dispose();
    }

    private void EndAll()
    {
        _lost.TrySetResult(new GuardLoss(Fired: true, "the node's lease was about to end without being renewed, so its processes were killed"));
        foreach (var process in _running.Keys) process.Kill();
    }

    private static ProcessStartException Failure(Win32Exception e, string program) => e.NativeErrorCode switch
    {
        FileNotFound or PathNotFound => new(ProcessStartFailure.ProgramNotFound, $"program '{program}' was not found; install it, extend PATH, or give its full path"),
        AccessDenied or BadFormat => new(ProcessStartFailure.NotExecutable, $"program '{program}' cannot be run: {e.Message}"),
        _ => new(ProcessStartFailure.Other, $"program '{program}' could not be started: {e.Message}"),
    };
}
