using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Jobs;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Configuration.Memory;

/// <summary>
/// Reads what <see cref="MemoryWriter"/> wrote. The loops over all files are compiled at their best at once: they run while the node starts,
/// when nothing else is.
/// </summary>
internal sealed class MemoryReader(PackReader pack)
{
    private string[] _texts = [];
    private RetryPolicy[] _policies = [];
    private JobLogging[] _loggings = [];
    private NamedRule[] _rules = [];
    private ScheduleSettings[] _settings = [];

    /// <summary>The memory; throws where it is none.</summary>
    public LoaderMemory Read(KeptRunner runner)
    {
        _texts = new string[pack.Count()];
        for (var index = 0; index < _texts.Length; index++)
            _texts[index] = pack.Text();
        ReadShared(new PackReader(pack.Bytes().ToArray()));
        var missed = new string[pack.Count()];
        for (var index = 0; index < missed.Length; index++)
            missed[index] = pack.Text();
        var files = ReadFiles();
        var schedules = ReadSchedules(files);
        if (!pack.IsAtEnd)
            throw new InvalidDataException("There is more than there should be.");
        return new LoaderMemory(ImmutableCollectionsMarshal.AsImmutableArray(files))
        {
            Text = runner.Text with { Missed = ImmutableCollectionsMarshal.AsImmutableArray(missed) },
            RunsHere = runner.RunsHere,
            Schedules = ImmutableCollectionsMarshal.AsImmutableArray(schedules),
        };
    }

    private void ReadShared(PackReader shared)
    {
        _policies = new RetryPolicy[shared.Count()];
        for (var index = 0; index < _policies.Length; index++)
            _policies[index] = ReadPolicy(shared);
        _loggings = new JobLogging[shared.Count()];
        for (var index = 0; index < _loggings.Length; index++)
            _loggings[index] = new JobLogging { Level = shared.Text(), Redaction = shared.Flag() };
        var zones = new Dictionary<string, TimeZoneInfo>(StringComparer.Ordinal);
        _rules = new NamedRule[shared.Count()];
        for (var index = 0; index < _rules.Length; index++)
            _rules[index] = ReadRule(shared, zones);
        _settings = new ScheduleSettings[shared.Count()];
        for (var index = 0; index < _settings.Length; index++)
            _settings[index] = ReadSettings(shared);
    }

    private static RetryPolicy ReadPolicy(PackReader shared)
    {
        var policy = new RetryPolicy
        {
            MaxRetries = (int)shared.Number(),
            InitialDelay = new TimeSpan(shared.Number()),
            MaxDelay = new TimeSpan(shared.Number()),
            BackoffMultiplier = shared.Real(),
        };
        var codes = new int[shared.Count()];
        for (var index = 0; index < codes.Length; index++)
            codes[index] = (int)shared.Number();
        var patterns = new string[shared.Count()];
        for (var index = 0; index < patterns.Length; index++)
            patterns[index] = shared.Text();
        return policy with
        {
            RetryableExitCodes = ImmutableCollectionsMarshal.AsImmutableArray(codes),
            RetryableErrorPatterns = ImmutableCollectionsMarshal.AsImmutableArray(patterns),
        };
    }

    private static NamedRule ReadRule(PackReader shared, Dictionary<string, TimeZoneInfo> zones)
    {
        var (text, timezone) = (shared.Text(), shared.Text());
        var (interval, anchor) = (shared.Number(), shared.Number());
        if (!zones.TryGetValue(timezone, out var zone))
        {
            if (!TimeZones.TryFind(timezone, out zone, out var unknown))
                throw new InvalidDataException(unknown);
            zones.Add(timezone, zone);
        }

        if (interval > 0)
        {
            return IntervalRule.TryCreate(new TimeSpan(interval), new DateTimeOffset(anchor, TimeSpan.Zero), out var every, out var wrong)
                ? NamedRule.Every(every, zone.Id)
                : throw new InvalidDataException(wrong);
        }

        return CronRule.TryParse(text, zone, out var cron, out var error) ? new NamedRule(cron, text, zone.Id) : throw new InvalidDataException(error);
    }

    private static ScheduleSettings ReadSettings(PackReader shared)
    {
        var enabled = shared.Flag();
        var runs = (int)shared.Number();
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var left = shared.Count(); left > 0; left--)
            tags.Add(shared.Text(), shared.Text());
        var settings = new ScheduleSettings
        {
            Enabled = enabled,
            MaxConcurrentRuns = runs,
            CustomTags = tags.Count == 0 ? ImmutableSortedDictionary<string, string>.Empty : tags.ToImmutable(),
            Catchup = (CatchupPolicy)shared.Number(),
            CatchupWindow = ReadSpan(shared),
            Overlap = (OverlapPolicy)shared.Number(),
            Timeout = ReadSpan(shared),
            Jitter = new TimeSpan(shared.Number()),
            Priority = (int)shared.Number(),
        };
        var isDescribed = shared.Flag();
        var description = shared.Text();
        var words = shared.Number();
        if (words < 0)
            return settings with { Description = isDescribed ? description : null };
        var command = ImmutableArray.CreateBuilder<string>();
        for (; words > 0; words--)
            command.Add(shared.Text());
        return settings with { Description = isDescribed ? description : null, Command = command.ToImmutable() };
    }

    private static TimeSpan? ReadSpan(PackReader shared) => shared.Number() is >= 0 and var ticks ? new TimeSpan(ticks) : null;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private JobFile[] ReadFiles()
    {
        var exists = new Dictionary<string, bool>(StringComparer.Ordinal);
        var files = new JobFile[pack.Count()];
        for (var index = 0; index < files.Length; index++)
        {
            var path = string.Concat(Shared(), Shared());
            var checksEnginePaths = pack.Flag();

            // One that is not kept is read as if it was never seen.
            if (!pack.Flag())
            {
                files[index] = new JobFile { Source = new SourceFile(path, FileStamp.Missing), ChecksEnginePaths = checksEnginePaths };
                continue;
            }

            var source = new SourceFile(path, MemoryFile.ReadStamp(pack));
            var others = ReadOthers();
            var engineFiles = ReadEngineFiles(exists, out var areThere);
            var job = new JobDefinition
            {
                File = path,
                TenantId = Shared(),
                ConnectorType = SharedOrNull(),
                TargetConnector = SharedOrNull(),
                Asset = SharedOrNull(),
                Retry = _policies[pack.Number()],
                Logging = pack.Number() is >= 0 and var logging ? _loggings[logging] : null,
            };
            files[index] = new JobFile
            {
                Source = source,
                Others = others,
                ChecksEnginePaths = checksEnginePaths,
                EngineFiles = engineFiles,
                Job = job,

                // Where a path leads nowhere by now, that is to be said again.
                IsReusable = areThere,
            };
        }

        return files;
    }

    private ImmutableArray<SourceFile> ReadOthers()
    {
        var count = pack.Count();
        if (count == 0)
            return [];
        var others = new SourceFile[count];
        for (var index = 0; index < count; index++)
            others[index] = MemoryFile.ReadSource(pack);
        return ImmutableCollectionsMarshal.AsImmutableArray(others);
    }

    private ImmutableArray<string> ReadEngineFiles(Dictionary<string, bool> exists, out bool areThere)
    {
        areThere = true;
        var count = pack.Count();
        if (count == 0)
            return [];
        var paths = new string[count];
        for (var index = 0; index < count; index++)
        {
            var path = paths[index] = Shared();
            ref var isThere = ref CollectionsMarshal.GetValueRefOrAddDefault(exists, path, out var isKnown);
            if (!isKnown)
                isThere = File.Exists(path);
            areThere &= isThere;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(paths);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ScheduleDefinition[] ReadSchedules(JobFile[] files)
    {
        var schedules = new ScheduleDefinition[pack.Count()];
        for (var index = 0; index < schedules.Length; index++)
        {
            var name = pack.Text();
            var timing = _rules[pack.Number()];
            var settings = _settings[pack.Number()];
            var file = files[pack.Number()];
            schedules[index] = new ScheduleDefinition(name, timing, file.Source.Path, settings) { Job = file.Job };
        }

        return schedules;
    }

    private string Shared() => _texts[pack.Number()];

    private string? SharedOrNull() => pack.Number() is >= 0 and var number ? _texts[number] : null;
}
