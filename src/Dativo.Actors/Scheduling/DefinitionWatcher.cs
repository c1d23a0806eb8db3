using Akka.Actor;
using Dativo.Actors.Configuration;
using Dativo.Actors.Telemetry;

namespace Dativo.Actors.Scheduling;

/// <summary>
/// Reads <c>runner.yaml</c> and its job files, and again when one of them changes, and tells its parent of every
/// definition that is whole.
/// </summary>
internal sealed class DefinitionWatcher : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>What was read is kept for the next start, but not again at every change of one file of very many.</summary>
    private static readonly TimeSpan KeepInterval = TimeSpan.FromMinutes(1);

    // Reading so many leaves so much behind that it is worth a moment's pause to give it back.
    private const int VeryMany = 20_000;

    private readonly DefinitionFile _file;
    private readonly ScheduleLog _log;
    private SourceFiles _sources = SourceFiles.None;
    private SourceLooks _looks = new(SourceFiles.None);
    private bool _keeps;

    public DefinitionWatcher(DefinitionFile file, ScheduleLog log)
    {
        _file = file;
        _log = log;
        Receive<Look>(_ => Task.Run(_looks.FindChange).PipeTo(Self, success: hasChanged => new Looked(hasChanged), failure: cause => new Status.Failure(cause)));
        Receive<Looked>(looked =>
        {
            if (looked.HasChanged)
                Read();
            else
                LookLater();
        });
        Receive<LoadResult>(result => Take(result));
        Receive<Keep>(_ => KeepAsync(_file.Loader, _sources.Count >= VeryMany).PipeTo(Self, success: isKept => new Kept(isKept), failure: cause => new KeepingFailed(cause)));
        Receive<Kept>(kept =>
        {
            if (!kept.IsKept)
                Timers.StartSingleTimer(Keep.Instance, Keep.Instance, KeepInterval / 10);
        });
        Receive<KeepingFailed>(failed => _log.NotKept(failed.Cause));
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
        else if (_file.TakeBeingRead() is { } reading)
            reading.PipeTo(Self, failure: cause => new Status.Failure(cause));
        else
            Read();
    }

    private void Take(LoadResult result, bool isShown = false)
    {
        _sources = result.Sources;
        _looks = new SourceLooks(_sources);
        foreach (var diagnostic in isShown ? [] : result.Diagnostics)
            _log.Found(diagnostic);
        if (result.Definition is { } definition)
            Context.Parent.Tell(new DefinitionLoaded(definition));
        else
            _log.Broken(_file.Path);
        LookLater();
        if (!Timers.IsTimerActive(Keep.Instance))
            Timers.StartSingleTimer(Keep.Instance, Keep.Instance, _keeps ? KeepInterval : TimeSpan.Zero);
        _keeps = true;
    }

    private void Read() => Task.Run(() => _file.Loader.Load(_file.Path)).PipeTo(Self, failure: cause => new Status.Failure(cause));

    private void LookLater() => Timers.StartSingleTimer(Look.Instance, Look.Instance, Interval);

    private static Task<bool> KeepAsync(RunnerConfigurationLoader loader, bool isMuch) => Task.Run(() =>
    {
        var isKept = loader.Keep();
        if (isMuch)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return isKept;
    });

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }

    private sealed record Looked(bool HasChanged);

    private sealed class Keep
    {
        public static readonly Keep Instance = new();
    }

    private sealed record Kept(bool IsKept);

    private sealed record KeepingFailed(Exception Cause);
}

/// <summary>Watcher to scheduler: what the file says now.</summary>
internal sealed record DefinitionLoaded(RunnerDefinition Definition);
