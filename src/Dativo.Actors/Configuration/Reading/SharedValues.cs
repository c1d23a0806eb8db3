using System.Collections.Concurrent;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>One object for each value that many files say: the job files of a tenant, and most of all, have most of theirs in common.</summary>
internal sealed class SharedValues
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RetryPolicy, RetryPolicy> _policies = new();
    private readonly ConcurrentDictionary<JobLogging, JobLogging> _loggings = new();
    private readonly ConcurrentDictionary<ScheduleSettings, ScheduleSettings> _settings = new();

    public string? Of(string? text) => text is null ? null : _texts.GetOrAdd(text, text);

    public RetryPolicy Of(RetryPolicy policy) => _policies.GetOrAdd(policy, policy);

    public ScheduleSettings Of(ScheduleSettings settings) => _settings.GetOrAdd(settings, settings);

    public JobLogging? Of(JobLogging? logging) => logging is null ? null : _loggings.GetOrAdd(logging, logging);
}
