using System.Collections.Immutable;
using Dativo.Actors.Configuration.Reading;

namespace Dativo.Actors.Configuration;

/// <summary>The files that a definition depends upon, and how each looked just before it was read: to be watched for changes.</summary>
internal sealed class SourceFiles
{
    /// <summary>No files.</summary>
    public static readonly SourceFiles None = new(null, [], []);

    private readonly SourceFile? _runner;
    private readonly ImmutableArray<JobFile> _jobs;
    private readonly ImmutableArray<SourceFile> _missed;

    /// <param name="runner">The runner file.</param>
    /// <param name="jobs">The job files.</param>
    /// <param name="missed">Where job files were looked for that are nowhere.</param>
    public SourceFiles(SourceFile? runner, ImmutableArray<JobFile> jobs, ImmutableArray<SourceFile> missed)
    {
        _runner = runner;
        _jobs = jobs;
        _missed = missed;
    }

    /// <summary>Notices what happens to them since they were read; null when nobody does.</summary>
    public DirectoryNotices? Notices { get; init; }

    /// <summary>How many there are besides the runner file; the connector file of a job counts as one with it.</summary>
    public int Count => _jobs.Length + _missed.Length;

    /// <summary>Their absolute paths, sorted, without repetition.</summary>
    public ImmutableArray<string> Paths =>
    [
        .. _jobs.Select(static job => job.Source.Path)
            .Concat(_jobs.SelectMany(static job => job.Others).Concat(_missed).Select(static file => file.Path))
            .Concat(_runner is { } runner ? [runner.Path] : [])
            .Order(StringComparer.Ordinal)
            .Distinct(),
    ];

    /// <summary>Whether the runner file looks otherwise now.</summary>
    public bool RunnerHasChanged() => _runner is { } runner && !runner.IsCurrent();

    /// <summary>Whether one of the others that are named looks otherwise now.</summary>
    public bool AnyHasChanged(IReadOnlySet<string> paths)
    {
        if (paths.Count == 0)
            return false;
        foreach (var job in _jobs)
        {
            if (job.DependsOn(paths) && job.HasChanged())
                return true;
        }

        foreach (var missed in _missed)
        {
            if (paths.Contains(missed.Path) && !missed.IsCurrent())
                return true;
        }

        return false;
    }

    /// <summary>Whether one of so many others, from a place among them on, looks otherwise now.</summary>
    public bool AnyHasChanged(int from, int count)
    {
        for (var index = from; index < Math.Min(Count, from + count); index++)
        {
            if (index < _jobs.Length ? _jobs[index].HasChanged() : !_missed[index - _jobs.Length].IsCurrent())
                return true;
        }

        return false;
    }
}
