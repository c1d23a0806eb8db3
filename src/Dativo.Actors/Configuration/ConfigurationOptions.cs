using System.Collections.Immutable;

namespace Dativo.Actors.Configuration;

/// <summary>What reading configuration depends upon besides the files.</summary>
public sealed record ConfigurationOptions
{
    /// <summary>The directory that relative paths count from first; an absolute path.</summary>
    public string CurrentDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Where absolute directories named in the files are on this machine; of several that fit, the longest counts.</summary>
    public ImmutableArray<PathMap> PathMaps { get; init; } = [];

    /// <summary>Looks up an environment variable for <c>${VAR}</c>; null when it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The largest <c>runner.yaml</c> that is read, in bytes; 256 MiB by default, which is some 1,500,000 schedules.</summary>
    public long MaxRunnerFileBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The largest job or connector file that is read, in bytes; 4 MiB by default.</summary>
    public long MaxJobFileBytes { get; init; } = 4L * 1024 * 1024;

    /// <summary>The clock that says whether a file was changed so lately that its time stamp proves nothing.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
