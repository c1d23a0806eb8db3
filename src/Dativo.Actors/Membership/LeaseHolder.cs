using Dativo.Actors.Telemetry;

namespace Dativo.Actors.Membership;

/// <summary>
/// Holds this node's lease: what it knows of the leases, until when its jobs may run, and whether it was removed. Told by the
/// thread that renews and by the membership actor; tells the guard of the jobs at once, whatever else waits.
/// </summary>
internal sealed class LeaseHolder(LeaseTerms terms, bool aloneByConfiguration, Action<long> letRunUntil, MembershipLog log)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<LeaseLoss> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RightToRun _right = new() { Duration = (long)terms.Duration.TotalMilliseconds, AloneByConfiguration = aloneByConfiguration };
    private IReadOnlyCollection<string> _others = [];
    private LeaseSnapshot _leases = LeaseSnapshot.None;
    private long? _answeredAt;
    private long? _failingSince;
    private int _failures;
    private string? _problem;
    private volatile bool _isMember;

    /// <summary>How long leases last.</summary>
    public LeaseTerms Terms { get; } = terms;

    /// <summary>Completes when this node was removed from the cluster.</summary>
    public Task<LeaseLoss> Lost => _lost.Task;

    /// <summary>The leases as seen last.</summary>
    public LeaseSnapshot Leases => Volatile.Read(ref _leases);

    /// <summary>What is wrong with the connection to the database; null when nothing is.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Whether this node is a member, so that others may join the cluster at it.</summary>
    public bool IsMember
    {
        get => _isMember;
        set => _isMember = value;
    }

    /// <summary>When the newest answer of the database was asked for; null before the first.</summary>
    public long? AnsweredAt
    {
        get
        {
            lock (_gate)
                return _answeredAt;
        }
    }

    /// <summary>Until when this node's jobs may run, by the monotonic clock.</summary>
    public long RunsUntil
    {
        get
        {
            lock (_gate)
                return _right.Until(_others);
        }
    }

    /// <summary>The database answered what was asked at <paramref name="askedAt"/>.</summary>
    public void Answered(long askedAt, LeaseRenewed answer, string self)
    {
        double? failed = null;
        lock (_gate)
        {
            _answeredAt = askedAt;
            if (_failures > 1)
                failed = (askedAt - _failingSince) / 1000.0;
            _failures = 0;
            _failingSince = null;
            Volatile.Write(ref _problem, null);
            Volatile.Write(ref _leases, new LeaseSnapshot(askedAt, answer.Leases));
            if (answer.Renewed)
                _right.Renewed(askedAt);
        }

        if (failed is { } seconds)
            log.DatabaseBack(seconds);
        if (answer.Renewed)
            Extend();
        else
            Lose(answer.Leases.TryGetValue(self, out var own) && own.State == LeaseState.Evicted
                ? new LeaseLoss(true, "the other side of a network partition, or an operator, took it out")
                : new LeaseLoss(false, "its lease expired, because it was frozen, starved of processor time or cut off, and was taken by another node"));
    }

    /// <summary>The database did not answer what was asked at <paramref name="askedAt"/>.</summary>
    public void Failed(long askedAt, string problem)
    {
        // A connection that broke once, as when the server restarts, is made anew at once; trouble is what lasts.
        bool isTrouble;
        lock (_gate)
        {
            isTrouble = ++_failures == 2;
            _failingSince ??= askedAt;
            if (_failures > 1)
                Volatile.Write(ref _problem, problem);
        }

        if (isTrouble)
            log.DatabaseLost(problem);
    }

    /// <summary>Another node renewed the lease on this one's behalf.</summary>
    public void RenewedByPeer(long askedAt)
    {
        lock (_gate)
            _right.Renewed(askedAt);
        Extend();
    }

    /// <summary>Another node does not reach the database either.</summary>
    public void Confirmed(string member, long askedAt)
    {
        lock (_gate)
            _right.Confirmed(member, askedAt);
        Extend();
    }

    /// <summary>The other members that could take this node's lease.</summary>
    public void SetOthers(IReadOnlyCollection<string> others)
    {
        lock (_gate)
        {
            _others = others;
            _right.Keep(others);
        }

        Extend();
    }

    /// <summary>This node is no member any more.</summary>
    public void Lose(LeaseLoss loss) => _lost.TrySetResult(loss);

    private void Extend()
    {
        var until = RunsUntil;
        if (until != long.MinValue)
            letRunUntil(until == RightToRun.Forever ? until : until - (long)Terms.KillMargin.TotalMilliseconds);
    }
}

/// <summary>Why a node is no member any more.</summary>
/// <param name="IsEvicted">Whether its lease still waits to be given back.</param>
/// <param name="Reason">What happened, for people.</param>
internal sealed record LeaseLoss(bool IsEvicted, string Reason);
