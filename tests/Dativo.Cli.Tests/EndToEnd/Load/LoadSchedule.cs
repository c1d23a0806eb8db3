namespace Dativo.EndToEnd.Load;

/// <summary>A schedule of the load.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TenantId">Its tenant.</param>
/// <param name="IntervalSeconds">Its interval.</param>
/// <param name="Mode">How its jobs end.</param>
/// <param name="JobMilliseconds">How long each of its attempts works.</param>
public sealed record LoadSchedule(string Name, string TenantId, int IntervalSeconds, JobMode Mode, int JobMilliseconds)
{
    /// <summary>How many retries its job file allows; only exit code 2 is retried.</summary>
    public const int MaxRetries = 2;

    /// <summary>An instant at which it is due, to the millisecond; null: whole intervals since 1970.</summary>
    public DateTimeOffset? Anchor { get; init; }
}
