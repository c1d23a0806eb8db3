using Akka.Actor;
using Dativo.Actors.Configuration;
using Dativo.Actors.Telemetry;

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
    private readonly ScheduleLog _log;
    private FileStamps _stamps = FileStamps.None;

    public DefinitionWatcher(DefinitionFile file, ScheduleLog log)
    {
        _file = file;
        _log = log;
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
            _log.Unreadable(_file.Path, failure.Cause);
            LookLater();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (_file.First is { } first)
        {
            // A scheduler that starts again, or on this node after another one died, must not go back to old definitions.
            StampsOf(first.Files).PipeTo(
                Self,
                success: stamps => stamps.Equals(_file.FirstStamps) ? new Reading(first, stamps) : stamps,
                failure: cause => new Status.Failure(cause));
        }
        else
        {
            Read();
        }
    }

    private void OnReading(Reading reading)
    {
        _stamps = reading.Stamps;

        // What was read before the node started was shown then.
        if (!ReferenceEquals(reading.Result, _file.First))
        {
            foreach (var diagnostic in reading.Result.Diagnostics)
                _log.Found(diagnostic);
        }

        if (reading.Result.Definition is { } definition)
            Context.Parent.Tell(new DefinitionLoaded(definition));
        else
            _log.Broken(_file.Path);
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
