using System.Text;

namespace Dativo.Cli.Tests.Client;

/// <summary>Keeps what is written and lets a test wait for it.</summary>
internal sealed class SignalWriter : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waiting = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value], 0, 1);

    public override void Write(char[] buffer, int index, int count)
    {
        lock (_lock)
        {
            _text.Append(buffer, index, count);
            var all = _text.ToString();
            foreach (var (text, seen) in _waiting)
            {
                if (all.Contains(text, StringComparison.Ordinal))
                    seen.TrySetResult();
            }
        }
    }

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.ToArray(), 0, buffer.Length);
        return Task.CompletedTask;
    }

    public Task WaitForAsync(string text)
    {
        lock (_lock)
        {
            if (_text.ToString().Contains(text, StringComparison.Ordinal))
                return Task.CompletedTask;
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, seen));
            return seen.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }
}
