using System.Collections.Immutable;

namespace Dativo.Actors.Jobs;

/// <summary>
/// When a failed attempt is tried again, and after what delay: the <c>retry_config</c> of a job file.
/// The defaults are those of dativo-ingest 1.3.0 for fields that a present <c>retry_config</c> leaves out.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>No retries: what a job without <c>retry_config</c> gets.</summary>
    public static readonly RetryPolicy None = new() { MaxRetries = 0 };

    /// <summary>How many attempts may follow the first one; 0 or more.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The delay before the first retry; zero or more.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest delay between two attempts; zero or more. Where it is shorter than <see cref="InitialDelay"/>, every delay is this one.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>By what each delay is longer than the one before; 1.0 or more.</summary>
    public double BackoffMultiplier { get; init; } = 2.0;

    /// <summary>The exit codes (0 to 255, never 0) that may be tried again.</summary>
    public ImmutableArray<int> RetryableExitCodes { get; init; } = [1, 2];

    /// <summary>
    /// Regular expressions; where there are any, and the attempt left error text, at least one must match
    /// (case-insensitive, linear-time engine). Empty: the exit code alone decides.
    /// </summary>
    public ImmutableArray<string> RetryableErrorPatterns { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(RetryPolicy? other) =>
        other is not null
        && MaxRetries == other.MaxRetries
        && InitialDelay == other.InitialDelay
        && MaxDelay == other.MaxDelay
        && BackoffMultiplier.Equals(other.BackoffMultiplier)
        && RetryableExitCodes.AsSpan().SequenceEqual(other.RetryableExitCodes.AsSpan())
        && RetryableErrorPatterns.AsSpan().SequenceEqual(other.RetryableErrorPatterns.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() =>
        HashCode.Combine(MaxRetries, InitialDelay, MaxDelay, BackoffMultiplier, RetryableExitCodes.Length, RetryableErrorPatterns.Length);
}
