using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dativo.Actors.Configuration;

namespace Dativo.Actors.Jobs;

/// <summary>
/// What a tenant must know to accept and run a schedule's occurrences. Recorded once per change in the tenant's
/// events; runs refer to it by <see cref="Id"/>. Holds no secret: variables in commands expand where the job starts.
/// </summary>
public sealed record JobSpec
{
    // With its owner: a changed copy (`with`) takes this field along, and must not take the id of other content.
    private OwnedId? _id;

    /// <summary>The schedule's name.</summary>
    public required string Schedule { get; init; }

    /// <summary>The job file as an absolute path.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>The schedule's own command, its variables as written: they may be secrets, and specs are stored. Empty: the executor's.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>How many runs of the schedule may be active at once; 1 or more.</summary>
    public int MaxConcurrentRuns { get; init; } = 1;

    /// <summary>What becomes of an occurrence that is due while earlier runs fill <see cref="MaxConcurrentRuns"/>.</summary>
    public OverlapPolicy Overlap { get; init; }

    /// <summary>How long one attempt may take; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Order among waiting runs of the tenant: higher first.</summary>
    public int Priority { get; init; }

    /// <summary>The retries.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>The effective tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// The spec's content as 16 hexadecimal digits: equal content, equal id, on every node. A spec that was stored keeps the
    /// id it was stored with, because runs refer to it, even if a later version computes ids in another way.
    /// </summary>
    public string Id
    {
        get
        {
            if (_id is { } known && ReferenceEquals(known.Owner, this))
                return known.Id;
            var id = ComputeId();
            _id = new OwnedId(this, id);
            return id;
        }

        internal init => _id = new OwnedId(this, value);
    }

    /// <inheritdoc />
    public bool Equals(JobSpec? other) => other is not null && Id == other.Id;

    /// <inheritdoc />
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    private string ComputeId()
    {
        var text = new StringBuilder();
        void Add(string? part) => text.Append(part?.Length ?? -1).Append(':').Append(part).Append(';');
        void AddNumber(double number) => Add(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture));

        Add(Schedule);
        Add(ConfigFile);
        AddNumber(Command.Length);
        foreach (var part in Command)
            Add(part);
        AddNumber(MaxConcurrentRuns);
        AddNumber((int)Overlap);
        AddNumber(Timeout?.TotalSeconds ?? -1);
        AddNumber(Priority);
        AddNumber(Retry.MaxRetries);
        AddNumber(Retry.InitialDelay.TotalSeconds);
        AddNumber(Retry.MaxDelay.TotalSeconds);
        AddNumber(Retry.BackoffMultiplier);
        AddNumber(Retry.RetryableExitCodes.Length);
        foreach (var code in Retry.RetryableExitCodes)
            AddNumber(code);
        AddNumber(Retry.RetryableErrorPatterns.Length);
        foreach (var pattern in Retry.RetryableErrorPatterns)
            Add(pattern);

        // Not in the dictionary's own order: that depends on the comparer it was made with.
        foreach (var (key, value) in Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            Add(key);
            Add(value);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }

    private sealed class OwnedId(JobSpec owner, string id)
    {
        public JobSpec Owner { get; } = owner;

        public string Id { get; } = id;
    }
}
