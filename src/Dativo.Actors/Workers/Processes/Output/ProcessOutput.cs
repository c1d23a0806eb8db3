namespace Dativo.Actors.Workers.Processes.Output;

/// <summary>Where the output of one process goes: its log, its events to the observer, the end of stderr. Used by one thread at a time.</summary>
internal sealed class ProcessOutput
{
    private readonly IProcessObserver? _observer;
    private readonly Action<Exception> _observerFailed;
    private readonly ProcessLogWriter _log;
    private readonly ErrorTail _errorTail = new();

    /// <summary>Makes the output of one process.</summary>
    internal ProcessOutput(ProcessSpec spec, IProcessObserver? observer, Action<Exception> observerFailed)
    {
        _observer = observer;
        _observerFailed = observerFailed;
        _log = new ProcessLogWriter(spec.LogFile, spec.LogLimitBytes);
        Out = new LineStream(this, isError: false);
        Error = new LineStream(this, isError: true);
    }

    /// <summary>Takes what comes from stdout.</summary>
    internal LineStream Out { get; }

    /// <summary>Takes what comes from stderr.</summary>
    internal LineStream Error { get; }

    /// <summary>How many bytes came.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Why the log is incomplete, or null.</summary>
    internal string? LogError => _log.Error;

    /// <summary>Whether <see cref="Finish"/> has to copy a part of the log, which may take milliseconds.</summary>
    internal bool FinishIsSlow => _log.HasTail;

    /// <summary>The end of stderr.</summary>
    internal string ErrorText() => _errorTail.Text();

    /// <summary>Writes out what is held back, and completes the log.</summary>
    internal void Finish()
    {
        var bothUnfinished = Out.IsMidLine && Error.IsMidLine;
        Out.End();
        if (bothUnfinished) _log.Write("\n"u8);
        Error.End();
        _log.Finish();
    }

    /// <summary>Takes in bytes as they came, for counting and for the end of stderr.</summary>
    internal void Arrived(ReadOnlySpan<byte> bytes, bool isError)
    {
        Bytes += bytes.Length;
        if (isError) _errorTail.Append(bytes);
    }

    /// <summary>Takes in whole lines.</summary>
    internal void Lines(ReadOnlySpan<byte> lines)
    {
        _log.Write(lines);
        if (_observer is null || !OutputEventParser.MayContainEvent(lines)) return;
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..(end + 1)];
            lines = lines[line.Length..];
            if (OutputEventParser.Parse(line) is { } outputEvent) Tell(outputEvent);
        }
    }

    /// <summary>Takes in a part of a line too long to be held back.</summary>
    internal void Fragment(ReadOnlySpan<byte> bytes) => _log.Write(bytes);

    private void Tell(OutputEvent outputEvent)
    {
        try
        {
            _observer!.OnEvent(outputEvent);
        }
        catch (Exception e)
        {
            // One observer's mistake must not stop the output of all other processes.
            _observerFailed(e);
        }
    }
}
