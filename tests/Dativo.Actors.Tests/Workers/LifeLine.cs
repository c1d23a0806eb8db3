using System.Diagnostics;
using System.Text;

namespace Dativo.Actors.Tests.Workers;

/// <summary>
/// A named pipe that processes hold open for writing: its end is the event that all of them are dead. A test does not have to ask again and again.
/// </summary>
internal sealed class LifeLine : IDisposable
{
    private readonly Task<FileStream> _opening;
    private readonly StringBuilder _text = new();
    private Task? _reading;

    public LifeLine(TemporaryDirectory directory)
    {
        Path = directory.File($"life-{Guid.NewGuid():N}");
        using var mkfifo = Process.Start("mkfifo", Path);
        mkfifo.WaitForExit();

        // Opening waits for the first writer.
        _opening = Task.Factory.StartNew(() => new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1), TaskCreationOptions.LongRunning);
    }

    public string Path { get; }

    /// <summary>Waits until processes have written so many lines.</summary>
    public async Task WaitForLinesAsync(int count)
    {
        var stream = await _opening.WaitAsync(TestTime.Limit);
        using var limit = new CancellationTokenSource(TestTime.Limit);
        var buffer = new byte[1];
        for (var lines = 0; lines < count;)
        {
            if (await stream.ReadAsync(buffer, limit.Token) == 0) throw new EndOfStreamException($"all processes ended after {lines} lines");
            _text.Append((char)buffer[0]);
            if (buffer[0] == '\n') lines++;
        }
    }

    /// <summary>What the processes have written so far, read or waited for.</summary>
    public string[] Lines => _text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Waits until all processes that held it are dead.</summary>
    public async Task WaitForEndAsync() => await (_reading ??= ReadToEndAsync()).WaitAsync(TestTime.Limit);

    public void Dispose()
    {
        if (!_opening.IsCompleted) File.OpenWrite(Path).Dispose();
        _opening.GetAwaiter().GetResult().Dispose();
    }

    private async Task ReadToEndAsync()
    {
        var stream = await _opening;
        await stream.CopyToAsync(Stream.Null);
    }
}
