using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Workers.Processes.Windows;

/// <summary>One process on Windows.</summary>
internal sealed class WindowsProcess : IRunningProcess
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly ProcessOutput _output;
    private readonly Lock _outputGate = new();
    private readonly long _startTimestamp = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<ProcessExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _finished;

    /// <summary>Makes the object for a process that was just started.</summary>
    internal WindowsProcess(Process process, ProcessOutput output, DateTimeOffset startedAt)
    {
        _process = process;
        _output = output;
        Pid = process.Id;
        StartedAt = startedAt;
    }

    /// <inheritdoc />
    public int Pid { get; }

    /// <inheritdoc />
    public DateTimeOffset StartedAt { get; }

    /// <inheritdoc />
    public Task<ProcessExit> Exited => _exited.Task;

    /// <summary>Begins to read its output and to wait for its end.</summary>
    internal void Watch() => _ = WatchAsync();

    /// <inheritdoc />
    public void Terminate() => Kill();

    /// <inheritdoc />
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended, or a part of it just ends.
        }
    }

    private async Task WatchAsync()
    {
        var reading = Task.WhenAll(
            ReadAsync(_process.StandardOutput.BaseStream, _output.Out),
            ReadAsync(_process.StandardError.BaseStream, _output.Error));
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        var duration = Stopwatch.GetElapsedTime(_startTimestamp);
        Kill();
        await Task.WhenAny(reading, Task.Delay(DrainTime)).ConfigureAwait(false);
        lock (_outputGate)
        {
            _finished = true;
            _output.Finish();
        }

        _exited.TrySetResult(new ProcessExit
        {
            ExitCode = _process.ExitCode,
            ErrorTail = _output.ErrorText(),
            OutputBytes = _output.Bytes,
            Duration = duration,
            LogError = _output.LogError,
        });
        _process.Dispose();
    }

    private async Task ReadAsync(Stream stream, LineStream lines)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                lock (_outputGate)
                {
                    if (_finished) return;
                    lines.Accept(buffer.AsSpan(0, read));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe broke or was given up: the end of the output.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
