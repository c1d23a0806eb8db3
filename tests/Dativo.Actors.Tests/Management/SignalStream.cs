using System.Text;

namespace Dativo.Actors.Tests.Management;

/// <summary>Keeps what is written and lets a test wait for it.</summary>
internal sealed class SignalStream : MemoryStream
{
    private readonly Lock _lock = new();
    private string _text = "";
    private (string Text, TaskCompletionSource Seen)? _awaited;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _text += Encoding.UTF8.GetString(buffer.Span);
            if (_awaited is { } awaited && awaited.Text == _text)
                awaited.Seen.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }

    public Task WaitForAsync(string text)
    {
        lock (_lock)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (text, seen);
            if (_text == text)
                seen.SetResult();
            return seen.Task;
        }
    }
}
