using System.Collections.Immutable;
using Dativo.Actors.Configuration.Reading;

namespace Dativo.Actors.Configuration.Memory;

/// <summary>What a loader remembers of the last time: what has not changed since is not read again.</summary>
internal sealed record LoaderMemory
{
    /// <summary>Nothing was read.</summary>
    public static readonly LoaderMemory Empty = new([]);

    // Made when asked for: where nothing changed nobody asks.
    private readonly Lazy<Dictionary<string, int>> _places;

    /// <param name="files">The job files, each once, in the order in which the schedules name them.</param>
    public LoaderMemory(ImmutableArray<JobFile> files)
    {
        Files = files;
        _places = new Lazy<Dictionary<string, int>>(() =>
        {
            var places = new Dictionary<string, int>(files.Length, StringComparer.Ordinal);
            for (var place = 0; place < files.Length; place++)
                places.Add(files[place].Source.Path, place);
            return places;
        });
    }

    /// <summary>The job files.</summary>
    public ImmutableArray<JobFile> Files { get; }

    /// <summary>The text that the schedules are from; null when they depend on more than a text.</summary>
    public RunnerText? Text { get; init; }

    /// <summary>The schedules of that text, with their jobs.</summary>
    public ImmutableArray<ScheduleDefinition> Schedules { get; init; } = [];

    /// <summary>Whether the executor's command is this very program, which decides what is looked after in job files.</summary>
    public bool RunsHere { get; init; }

    /// <summary>The same with schedules.</summary>
    public LoaderMemory With(ImmutableArray<ScheduleDefinition> schedules) => this with { Schedules = schedules };

    /// <summary>Where among the files a job file stands that is there.</summary>
    public int PlaceOf(string path) => _places.Value[path];

    /// <summary>A job file; null when it was not read.</summary>
    public JobFile? Find(string path) => _places.Value.TryGetValue(path, out var place) ? Files[place] : null;

    /// <summary>The schedules as if they were read again.</summary>
    public ImmutableArray<ScheduleDraft> Drafts() => [.. Schedules.Select(static schedule => new ScheduleDraft(schedule, schedule.ConfigFile))];
}
