using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Reads one entry of <c>schedules</c>.</summary>
internal static class ScheduleReader
{
    private const int LongestDescription = 4_096;
    private const int MostTags = 100;
    private const int LongestTagValue = 1_024;

    /// <summary>The schedule; null after an error in what makes it a schedule (its name, its rule, its job file).</summary>
    public static ScheduleDraft? Read(SectionReader schedule, string runnerFile, FileReading reading)
    {
        schedule.WarnOfUnknownKeys();
        var name = schedule.Name("name");
        var config = schedule.Text("config");
        var rule = reading.Rules.Read(schedule);
        var found = config is { } path ? reading.Paths.File(path, runnerFile) : null;
        var settings = new ScheduleSettings
        {
            Enabled = schedule.Boolean("enabled") ?? true,
            MaxConcurrentRuns = schedule.WholeNumber("max_concurrent_runs") ?? 1,
            CustomTags = Tags(schedule),
            Catchup = schedule.Choice("catchup") switch
            {
                "none" => CatchupPolicy.None,
                "all" => CatchupPolicy.All,
                _ => CatchupPolicy.Latest,
            },
            CatchupWindow = schedule.Seconds("catchup_window_seconds"),
            Overlap = schedule.Choice("overlap") switch
            {
                "queue_all" => OverlapPolicy.QueueAll,
                "skip" => OverlapPolicy.Skip,
                "cancel_running" => OverlapPolicy.CancelRunning,
                _ => OverlapPolicy.QueueOne,
            },
            Timeout = schedule.Seconds("timeout_seconds"),
            Jitter = schedule.Seconds("jitter_seconds") ?? TimeSpan.Zero,
            Priority = schedule.WholeNumber("priority") ?? 0,
            Description = Description(schedule),
            Command = CommandReader.ReadAsWritten(schedule, "command"),
        };
        var definition = new ScheduleDefinition(name ?? "", rule ?? NamedRule.None, found?.FullPath ?? config?.Node.Value ?? "", reading.Shared.Of(settings));
        if (config is not { } written || found is null)
            return null;
        return new ScheduleDraft(definition, found.FullPath)
        {
            JobDisplay = written.IsExpanded || found.FullPath is null ? written.Node.Value : null,
            Missed = found.Missed,
            Problem = found.FullPath is null ? (schedule, $"no such file: {written.Shown} {found.Hint}") : null,
        };
    }

    private static string? Description(SectionReader schedule)
    {
        var text = schedule.Text("description");
        if (text?.Text.Length > LongestDescription)
            schedule.Wrong("description", $"is longer than {LongestDescription:N0} characters");
        return text?.Text;
    }

    private static ImmutableSortedDictionary<string, string> Tags(SectionReader schedule)
    {
        if (schedule.TextMap("tags", CheckTag) is not { } tags)
            return ImmutableSortedDictionary<string, string>.Empty;
        if (tags.Count > MostTags)
            schedule.Wrong("tags", $"has {tags.Count:N0} tags (expected at most {MostTags})");
        foreach (var (key, _) in tags)
        {
            if (SystemTags.Contains(key.Value))
                schedule.Diagnostics.Warning(key, schedule.PathOf($"tags.{key.Value}"), "is set by the system; the value given here is not used");
        }

        return tags
            .Where(static tag => !SystemTags.Contains(tag.Key.Value))
            .ToImmutableSortedDictionary(static tag => tag.Key.Value, static tag => tag.Value.Text, StringComparer.Ordinal);
    }

    private static string? CheckTag(string key, string value) =>
        Names.Problem(key) is { } problem && !problem.Contains("slash", StringComparison.Ordinal) ? $"is not a tag's key: it {problem}"
        : value.Length > LongestTagValue ? $"has a value longer than {LongestTagValue:N0} characters"
        : null;
}
