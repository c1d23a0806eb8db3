namespace Dativo.Actors.Membership;

/// <summary>
/// Until when this node's jobs may run, by this machine's monotonic clock in milliseconds. A lease that was asked for at s
/// lasts to s + duration at least, however long the answer took. Without the database the jobs may run as long as each
/// other member has said, within the duration, that it does not reach the database either: then none of them can have taken
/// the lease, and each of them remembers what it said.
/// </summary>
internal sealed class RightToRun
{
    /// <summary>No end.</summary>
    public const long Forever = long.MaxValue;

    private readonly Dictionary<string, long> _confirmed = new(StringComparer.Ordinal);

    /// <summary>How long a lease and a confirmation last, in milliseconds.</summary>
    public required long Duration { get; init; }

    /// <summary>Whether no other node is expected: then nobody could take the lease.</summary>
    public required bool AloneByConfiguration { get; init; }

    /// <summary>When the newest renewal that succeeded was asked for; null before the first.</summary>
    public long? RenewedAt { get; private set; }

    /// <summary>A renewal succeeded that was asked for at <paramref name="askedAt"/>.</summary>
    public void Renewed(long askedAt) => RenewedAt = RenewedAt is { } known && known > askedAt ? known : askedAt;

    /// <summary>A member said that it does not reach the database, when asked at <paramref name="askedAt"/>.</summary>
    public void Confirmed(string member, long askedAt)
    {
        if (!_confirmed.TryGetValue(member, out var known) || known < askedAt)
            _confirmed[member] = askedAt;
    }

    /// <summary>Until when jobs may run, <paramref name="others"/> being the other members that could take the lease.</summary>
    public long Until(IReadOnlyCollection<string> others)
    {
        if (RenewedAt is not { } renewedAt)
            return long.MinValue;
        if (others.Count == 0)
            return AloneByConfiguration ? Forever : renewedAt + Duration;
        var oldest = others.Min(other => _confirmed.GetValueOrDefault(other, long.MinValue + Duration));
        return Math.Max(renewedAt, oldest) + Duration;
    }

    /// <summary>Forgets what nodes said that are no members any more.</summary>
    public void Keep(IReadOnlyCollection<string> others)
    {
        foreach (var member in _confirmed.Keys.Where(member => !others.Contains(member)).ToArray())
            _confirmed.Remove(member);
    }
}
