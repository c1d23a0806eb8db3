using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Scheduling.Calendar;

namespace Dativo.Actors.Configuration;

/// <summary>One entry of <c>runner.orchestrator.schedules</c>.</summary>
public sealed record ScheduleDefinition
{
    /// <summary>A schedule whose properties are all given.</summary>
    public ScheduleDefinition()
    {
    }

    /// <summary>A schedule without its job, of parts that it shares with others.</summary>
    [SetsRequiredMembers]
    internal ScheduleDefinition(string name, NamedRule timing, string configFile, ScheduleSettings settings)
    {
        (Name, Timing, ConfigFile, Settings) = (name, timing, configFile, settings);
        (Rule, RuleText) = (timing.Rule, timing.Text);
    }

    /// <summary>The schedule's name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>When it is due.</summary>
    public required IScheduleRule Rule
    {
        get => Timing.Rule;
        init => Timing = ReferenceEquals(value, Timing.Rule) ? Timing : Timing with { Rule = value };
    }

    /// <summary>The rule as written, for people: the cron expression, or <c>every 21600 s</c>.</summary>
    public required string RuleText
    {
        get => Timing.Text;
        init => Timing = value == Timing.Text ? Timing : Timing with { Text = value };
    }

    /// <summary>The IANA zone of the rule and of times shown to people; <c>UTC</c> by default.</summary>
    public string Timezone
    {
        get => Timing.Timezone;
        init => Timing = Timing with { Timezone = value };
    }

    /// <summary>The rule with how people read it, shared by all schedules that have it.</summary>
    internal NamedRule Timing { get; init; } = NamedRule.None;

    /// <summary>All that is not said by the other properties, shared by all schedules that say the same.</summary>
    internal ScheduleSettings Settings { get; init; } = ScheduleSettings.Default;

    /// <summary>The job file as an absolute path, or as written where no such file was found.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>The job; null when its file is broken.</summary>
    public JobDefinition? Job { get; init; }

    /// <summary>Why the schedule cannot run (its job file is broken); null when it can.</summary>
    public string? InvalidReason { get; init; }

    /// <summary>Whether the file enables the schedule.</summary>
    public bool Enabled
    {
        get => Settings.Enabled;
        init => Settings = Settings with { Enabled = value };
    }

    /// <summary>How many runs of this schedule may be active at once; 1 or more. The tenant's limit holds as well.</summary>
    public int MaxConcurrentRuns
    {
        get => Settings.MaxConcurrentRuns;
        init => Settings = Settings with { MaxConcurrentRuns = value };
    }

    /// <summary>The custom tags.</summary>
    public ImmutableSortedDictionary<string, string> CustomTags
    {
        get => Settings.CustomTags;
        init => Settings = Settings with { CustomTags = value };
    }

    /// <summary>
    /// The custom tags with the system's own (<c>tenant</c>, <c>job_name</c>, <c>connector_type</c>), which win. Put together when asked for:
    /// most of many schedules are not due for long.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Tags => SystemTags.AddTo(CustomTags, Name, Job);

    /// <summary>What becomes of occurrences missed while nobody was up or the schedule was paused.</summary>
    public CatchupPolicy Catchup
    {
        get => Settings.Catchup;
        init => Settings = Settings with { Catchup = value };
    }

    /// <summary>How old a missed occurrence may be and still run; null: any age.</summary>
    public TimeSpan? CatchupWindow
    {
        get => Settings.CatchupWindow;
        init => Settings = Settings with { CatchupWindow = value };
    }

    /// <summary>What becomes of an occurrence that is due while earlier runs fill <see cref="MaxConcurrentRuns"/>.</summary>
    public OverlapPolicy Overlap
    {
        get => Settings.Overlap;
        init => Settings = Settings with { Overlap = value };
    }

    /// <summary>How long one attempt may take; null: no limit.</summary>
    public TimeSpan? Timeout
    {
        get => Settings.Timeout;
        init => Settings = Settings with { Timeout = value };
    }

    /// <summary>Each occurrence starts late by a fixed pseudo-random part of this; zero by default.</summary>
    public TimeSpan Jitter
    {
        get => Settings.Jitter;
        init => Settings = Settings with { Jitter = value };
    }

    /// <summary>Order among waiting runs of one tenant: higher first; 0 by default.</summary>
    public int Priority
    {
        get => Settings.Priority;
        init => Settings = Settings with { Priority = value };
    }

    /// <summary>Free text for people.</summary>
    public string? Description
    {
        get => Settings.Description;
        init => Settings = Settings with { Description = value };
    }

    /// <summary>
    /// The schedule's own command; null: the executor's. As written: variables in it expand where and when an attempt starts, so that
    /// the secrets they may hold are stored nowhere.
    /// </summary>
    public ImmutableArray<string>? Command
    {
        get => Settings.Command;
        init => Settings = Settings with { Command = value };
    }
}

/// <summary>The <c>catchup</c> of a schedule.</summary>
public enum CatchupPolicy
{
    /// <summary>One run for the newest missed occurrence, the others are recorded as skipped.</summary>
    Latest,

    /// <summary>No run for missed occurrences; all are recorded as skipped.</summary>
    None,

    /// <summary>A run for every missed occurrence, oldest first.</summary>
    All,
}

/// <summary>The <c>overlap</c> of a schedule.</summary>
public enum OverlapPolicy
{
    /// <summary>One occurrence waits; further ones are skipped while it waits.</summary>
    QueueOne,

    /// <summary>Every occurrence waits its turn, up to the tenant's queue limit.</summary>
    QueueAll,

    /// <summary>The occurrence is skipped.</summary>
    Skip,

    /// <summary>The schedule's active runs are cancelled and the occurrence waits for their end.</summary>
    CancelRunning,
}
