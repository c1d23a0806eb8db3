using System.Collections.Immutable;

namespace Dativo.Actors.Workers.Processes;

/// <summary>What to start, where, and within which bounds.</summary>
public sealed record ProcessSpec
{
    /// <summary>How many bytes of output a log keeps when nothing else is asked for: 10 MiB.</summary>
    public const long DefaultLogLimitBytes = 10 * 1024 * 1024;

    /// <summary>
    /// The program and its arguments; no shell is involved. A program without a slash is looked up on the <c>PATH</c> that the
    /// process itself will have; a relative path counts from <see cref="WorkingDirectory"/>. <c>dativo</c> in first place is this very program.
    /// </summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>The directory the process starts in, as an absolute path.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>
    /// Variables on top of the node's own environment, which is without the node's settings; they win over it. They may be secrets: they are never logged and never part of an error.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The file that stdout and stderr are written to; created, with its directory, at the first byte of output, and overwritten if it exists.</summary>
    public required string LogFile { get; init; }

    /// <summary>The most bytes the log keeps (of a longer output its beginning and its end); 4096 or more.</summary>
    public long LogLimitBytes { get; init; } = DefaultLogLimitBytes;

    /// <summary>How long after the polite signal of <see cref="IRunningProcess.Terminate"/> the process group is killed; zero or more.</summary>
    public TimeSpan KillGrace { get; init; } = TimeSpan.FromSeconds(10);
}
