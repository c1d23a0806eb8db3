using Akka.Actor;
using Dativo.Actors.Configuration;
using Dativo.Actors.Telemetry;

namespace Dativo.Actors.Scheduling;

/// <summary>
/// Reads <c>runner.yaml</c> and its job files, and again when one of them changes, and tells its parent of every
/// definition that is whole. Files are compared by length and times, which also works where notifications do not
/// (network file systems, mounted ConfigMaps): the runner file and some of the others at each look, so that a node
/// with very many of them is not busy with looking.
/// </summary>
internal sealed class DefinitionWatcher : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Looking at a file takes a microsecond or two.
    private const int FilesPerLook = 2_000;

    private readonly DefinitionFile _file;
    private readonly ScheduleLog _log;
    private SourceFiles _sources = SourceFiles.None;
    private int _next;

    public DefinitionWatcher(DefinitionFile file, ScheduleLog log)
    {
        _file = file;
        _log = log;
        Receive<Look>(_ => HasChangedAsync(_sources, _next).PipeTo(Self, success: hasChanged => new Looked(hasChanged), failure: cause => new Status.Failure(cause)));
        Receive<Looked>(looked =>
        {
            if (looked.HasChanged)
            {
                Read();
                return;
            }

            _next = _next + FilesPerLook < _sources.Count ? _next + FilesPerLook : 0;
            LookLater();
        });
        Receive<LoadResult>(result => Take(result));
        Receive<Status.Failure>(failure =>
        {
            _log.Unreadable(_file.Path, failure.Cause);
            LookLater();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        // What was read before the node started was shown then.
        if (_file.TakeFirst() is { } first)
            Take(first, isShown: true);
        else
            Read();
    }

    private void Take(LoadResult result, bool isShown = false)
    {
        _sources = result.Sources;
        _next = 0;
        foreach (var diagnostic in isShown ? [] : result.Diagnostics)
            _log.Found(diagnostic);
        if (result.Definition is { } definition)
            Context.Parent.Tell(new DefinitionLoaded(definition));
        else
            _log.Broken(_file.Path);
        LookLater();
    }

    private void Read() => Task.Run(() => _file.Loader.Load(_file.Path)).PipeTo(Self, failure: cause => new Status.Failure(cause));

    private void LookLater() => Timers.StartSingleTimer(Look.Instance, Look.Instance, Interval);

    private static Task<bool> HasChangedAsync(SourceFiles sources, int from) =>
        Task.Run(() => sources.RunnerHasChanged() || sources.AnyHasChanged(from, FilesPerLook));

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }

    private sealed record Looked(bool HasChanged);
}

/// <summary>Watcher to scheduler: what the file says now.</summary>
internal sealed record DefinitionLoaded(RunnerDefinition Definition);
