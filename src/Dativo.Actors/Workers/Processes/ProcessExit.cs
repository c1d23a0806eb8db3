namespace Dativo.Actors.Workers.Processes;

/// <summary>How a process ended. Nothing of its process group is alive any more when this exists.</summary>
public sealed record ProcessExit
{
    /// <summary>The most bytes of UTF-8 that <see cref="ErrorTail"/> has.</summary>
    public const int ErrorTailLimitBytes = 8 * 1024;

    /// <summary>What the process returned, 0 to 255 (any integer on Windows); null when a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The number of the signal that ended it; null when it returned by itself, and always on Windows.</summary>
    public int? Signal { get; init; }

    /// <summary>The end of what it wrote to stderr: at most <see cref="ErrorTailLimitBytes"/>, whole lines where they fit, without NUL characters.</summary>
    public string ErrorTail { get; init; } = "";

    /// <summary>How many bytes it wrote to stdout and stderr, including those the log left out.</summary>
    public long OutputBytes { get; init; }

    /// <summary>From the start to the end of the process that was started, by a monotonic clock.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why the log is incomplete (a full disk, a directory without permission); null when it is not. The process is not harmed by it.</summary>
    public string? LogError { get; init; }
}
