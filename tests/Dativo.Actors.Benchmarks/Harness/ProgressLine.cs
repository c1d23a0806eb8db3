namespace Dativo.Benchmarks.Harness;

/// <summary>Says on stderr what is being done: one line that is written over on a terminal, else a line every few seconds.</summary>
internal sealed class ProgressLine(TextWriter errors, bool isTerminal)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private long _saidAt = TimeProvider.System.GetTimestamp() - TimeProvider.System.TimestampFrequency * 60;

    /// <summary>Says it, or leaves it out when something was said a moment ago.</summary>
    public void Say(string what)
    {
        lock (_gate)
        {
            var now = TimeProvider.System.GetTimestamp();
            if (isTerminal)
            {
                errors.Write($"\r\e[K{what}");
            }
            else if (TimeProvider.System.GetElapsedTime(_saidAt, now) >= Interval)
            {
                _saidAt = now;
                errors.WriteLine(what);
            }
        }
    }

    /// <summary>Says what must not be missed.</summary>
    public void Note(string what)
    {
        lock (_gate)
        {
            errors.WriteLine(isTerminal ? $"\r\e[K{what}" : what);
        }
    }

    /// <summary>Leaves the line empty.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (isTerminal)
                errors.Write("\r\e[K");
        }
    }
}
