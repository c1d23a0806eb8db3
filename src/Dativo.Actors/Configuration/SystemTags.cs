using System.Collections.Immutable;

namespace Dativo.Actors.Configuration;

/// <summary>The tags the system sets itself.</summary>
internal static class SystemTags
{
    private const string Tenant = "tenant";
    private const string JobName = "job_name";
    private const string ConnectorType = "connector_type";

    /// <summary>Whether a tag is one of them.</summary>
    public static bool Contains(string key) => key is Tenant or JobName or ConnectorType;

    /// <summary>The custom tags of a schedule with those of the system; without, where it has no job.</summary>
    public static ImmutableSortedDictionary<string, string> AddTo(ImmutableSortedDictionary<string, string> custom, string schedule, JobDefinition? job)
    {
        if (job is null)
            return custom;
        var tags = custom.ToBuilder();
        tags[Tenant] = job.TenantId;
        tags[JobName] = schedule;
        if (job.ConnectorType is not null)
            tags[ConnectorType] = job.ConnectorType;
        return tags.ToImmutable();
    }
}
