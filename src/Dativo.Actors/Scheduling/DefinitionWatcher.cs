using Akka.Actor;
using Akka.Event;
using Dativo.Actors.Configuration;

namespace Dativo.Actors.Scheduling;

/// <summary>
/// Reads <c>runner.yaml</c> and its job files, and again when one of them changes, and tells its parent of every
/// definition that is whole. Files are compared by length and time of the last write, which also works where
/// notifications do not (network file systems, mounted ConfigMaps).
/// </summary>
internal sealed class DefinitionWatcher : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Looking at a file takes some microseconds; with many files a look takes at most a hundredth of the time.
    private static readonly TimeSpan IntervalPerFile = TimeSpan.FromMilliseconds(0.5);

    private readonly DefinitionFile _file;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private FileStamps _stamps = FileStamps.None;

    public DefinitionWatcher(DefinitionFile file)
    {
        _file = file;
        Receive<Look>(_ => StampsOf(_stamps.Files).PipeTo(Self, failure: cause => new Status.Failure(cause)));
        Receive<FileStamps>(stamps =>
        {
            if (stamps.Equals(_stamps))
                LookLater();
            else
                Read();
        });
        Receive<Reading>(OnReading);
        Receive<Status.Failure>(failure =>
        {
            _log.Error(failure.Cause, "{File} could not be read; the schedules stay as they are", _file.Path);
            LookLater();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (_file.First is { } first)
            StampsOf(first.Files).PipeTo(Self, success: stamps => new Reading(first, stamps), failure: cause => new Status.Failure(cause));
        else
            Read();
    }

    private void OnReading(Reading reading)
    {
        _stamps = reading.Stamps;
        var known = reading.Result.Definition is not null || reading.Result.Diagnostics.Length == 0;
        foreach (var diagnostic in reading.Result.Diagnostics)
        {
            if (diagnostic.Severity == Severity.Error)
                _log.Error("{Diagnostic}", diagnostic);
            else
                _log.Warning("{Diagnostic}", diagnostic);
        }

        if (reading.Result.Definition is { } definition)
            Context.Parent.Tell(new DefinitionLoaded(definition));
        else if (!known)
            _log.Error("{File} is broken and changes nothing: the schedules stay as they are until it is mended", _file.Path);
        LookLater();
    }

    private void Read() => Task.Run(async () =>
    {
        // The stamps are older than what is read: a change in between is seen at the next look.
        var before = await StampsOf(_stamps.Files.Length == 0 ? [_file.Path] : _stamps.Files);
        var result = _file.Loader.Load(_file.Path);
        var after = await StampsOf(result.Files);
        return new Reading(result, after.KeepOlder(before));
    }).PipeTo(Self, failure: cause => new Status.Failure(cause));

    private void LookLater()
    {
        var interval = IntervalPerFile * _stamps.Files.Length;
        Timers.StartSingleTimer(Look.Instance, Look.Instance, interval > Interval ? interval : Interval);
    }

    private static Task<FileStamps> StampsOf(IReadOnlyList<string> files) => Task.Run(() => FileStamps.Take(files));

    private sealed record Reading(LoadResult Result, FileStamps Stamps);

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }
}

/// <summary>Watcher to scheduler: what the file says now.</summary>
internal sealed record DefinitionLoaded(RunnerDefinition Definition);
