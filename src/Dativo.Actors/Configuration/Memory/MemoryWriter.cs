using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Jobs;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Configuration.Memory;

/// <summary>Writes what <see cref="MemoryReader"/> reads: first what is shared by many, then the job files, then the schedules.</summary>
internal sealed class MemoryWriter(PackWriter pack)
{
    private readonly Pool<string> _texts = new();
    private readonly Pool<RetryPolicy> _policies = new();
    private readonly Pool<JobLogging> _loggings = new();
    private readonly Pool<NamedRule> _rules = new();
    private readonly Pool<ScheduleSettings> _settings = new();

    public void Write(LoaderMemory memory)
    {
        // What is shared comes first, and is known last.
        foreach (var file in memory.Files)
            Collect(file);
        foreach (var schedule in memory.Schedules)
            Collect(schedule);
        var shared = new PackWriter();
        WriteShared(shared);
        pack.Number(_texts.Items.Count);
        foreach (var text in _texts.Items)
            pack.Text(text);
        pack.Bytes(shared.Written);
        WritePaths(memory.Text!.Missed);
        pack.Number(memory.Files.Length);
        foreach (var file in memory.Files)
            Write(file);
        pack.Number(memory.Schedules.Length);
        foreach (var schedule in memory.Schedules)
            Write(schedule, memory.PlaceOf(schedule.ConfigFile));
    }

    /// <summary>Whether what a job file says can be kept: nothing else than the file decides it.</summary>
    private static bool IsKept(JobFile file) => file is { IsReusable: true, ReadsVariables: false, Job: not null };

    private void Collect(JobFile file)
    {
        NumberPath(file.Source.Path);
        if (!IsKept(file))
            return;
        var job = file.Job!;
        _ = _texts.NumberOf(job.TenantId);
        foreach (var text in (ReadOnlySpan<string?>)[job.ConnectorType, job.TargetConnector, job.Asset])
        {
            if (text is not null)
                _ = _texts.NumberOf(text);
        }

        _ = _policies.NumberOf(job.Retry);
        if (job.Logging is { } logging)
            _ = _loggings.NumberOf(logging);
        foreach (var path in file.EngineFiles)
            _ = _texts.NumberOf(path);
    }

    private void Collect(ScheduleDefinition schedule)
    {
        _ = _rules.NumberOf(schedule.Timing);
        _ = _settings.NumberOf(schedule.Settings);
    }

    private void WriteShared(PackWriter shared)
    {
        shared.Number(_policies.Items.Count);
        foreach (var policy in _policies.Items)
            Write(shared, policy);
        shared.Number(_loggings.Items.Count);
        foreach (var logging in _loggings.Items)
        {
            shared.Text(logging.Level);
            shared.Flag(logging.Redaction);
        }

        shared.Number(_rules.Items.Count);
        foreach (var rule in _rules.Items)
        {
            shared.Text(rule.Text);
            shared.Text(rule.Timezone);
            var interval = rule.Rule as IntervalRule;
            shared.Number(interval?.Interval.Ticks ?? 0);
            shared.Number(interval?.Anchor.UtcTicks ?? 0);
        }

        shared.Number(_settings.Items.Count);
        foreach (var settings in _settings.Items)
            Write(shared, settings);
    }

    private static void Write(PackWriter shared, RetryPolicy policy)
    {
        shared.Number(policy.MaxRetries);
        shared.Number(policy.InitialDelay.Ticks);
        shared.Number(policy.MaxDelay.Ticks);
        shared.Real(policy.BackoffMultiplier);
        shared.Number(policy.RetryableExitCodes.Length);
        foreach (var code in policy.RetryableExitCodes)
            shared.Number(code);
        shared.Number(policy.RetryableErrorPatterns.Length);
        foreach (var pattern in policy.RetryableErrorPatterns)
            shared.Text(pattern);
    }

    private static void Write(PackWriter shared, ScheduleSettings settings)
    {
        shared.Flag(settings.Enabled);
        shared.Number(settings.MaxConcurrentRuns);
        shared.Number(settings.CustomTags.Count);
        foreach (var (key, value) in settings.CustomTags)
        {
            shared.Text(key);
            shared.Text(value);
        }

        shared.Number((int)settings.Catchup);
        shared.Number(settings.CatchupWindow?.Ticks ?? -1);
        shared.Number((int)settings.Overlap);
        shared.Number(settings.Timeout?.Ticks ?? -1);
        shared.Number(settings.Jitter.Ticks);
        shared.Number(settings.Priority);
        shared.Flag(settings.Description is not null);
        shared.Text(settings.Description ?? "");
        shared.Number(settings.Command is { } command ? command.Length : -1);
        foreach (var word in settings.Command ?? [])
            shared.Text(word);
    }

    private void Write(JobFile file)
    {
        WritePath(file.Source.Path);
        pack.Flag(file.ChecksEnginePaths);
        pack.Flag(IsKept(file));
        if (!IsKept(file))
            return;
        MemoryFile.WriteStamp(pack, file.Source.Stamp);
        pack.Number(file.Others.Length);
        foreach (var other in file.Others)
            MemoryFile.WriteSource(pack, other);
        pack.Number(file.EngineFiles.Length);
        foreach (var path in file.EngineFiles)
            pack.Number(_texts.NumberOf(path));
        var job = file.Job!;
        pack.Number(_texts.NumberOf(job.TenantId));
        WriteText(job.ConnectorType);
        WriteText(job.TargetConnector);
        WriteText(job.Asset);
        pack.Number(_policies.NumberOf(job.Retry));
        pack.Number(job.Logging is { } logging ? _loggings.NumberOf(logging) : -1);
    }

    private void Write(ScheduleDefinition schedule, int file)
    {
        pack.Text(schedule.Name);
        pack.Number(_rules.NumberOf(schedule.Timing));
        pack.Number(_settings.NumberOf(schedule.Settings));
        pack.Number(file);
    }

    private void WriteText(string? text) => pack.Number(text is null ? -1 : _texts.NumberOf(text));

    private void WritePaths(IReadOnlyCollection<string> paths)
    {
        pack.Number(paths.Count);
        foreach (var path in paths)
            pack.Text(path);
    }

    // Many files lie in few directories, and have few names.
    private void NumberPath(string path)
    {
        _ = _texts.NumberOf(path[..DirectoryLength(path)]);
        _ = _texts.NumberOf(path[DirectoryLength(path)..]);
    }

    private void WritePath(string path)
    {
        pack.Number(_texts.NumberOf(path[..DirectoryLength(path)]));
        pack.Number(_texts.NumberOf(path[DirectoryLength(path)..]));
    }

    private static int DirectoryLength(string path) => path.LastIndexOf(Path.DirectorySeparatorChar) + 1;
}
