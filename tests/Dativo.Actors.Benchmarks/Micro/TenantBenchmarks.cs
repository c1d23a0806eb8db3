using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Dativo.Actors.Tenants;

namespace Dativo.Benchmarks.Micro;

/// <summary>What a tenant thinks about a run: each decision with the new state that follows from it, without the journal and the messages.</summary>
public class TenantBenchmarks
{
    private static readonly ImmutableHashSet<Guid> NoPlaces = [];

    private TenantState _waiting = null!;
    private TenantState _running = null!;
    private Guid _first;
    private RunDue _due = null!;
    private long _request;

    /// <summary>How many of its runs wait.</summary>
    [Params(1, 100, 1_000)]
    public int Queued { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _waiting = TenantWork.Waiting(Queued);
        var started = TenantWork.Waiting(Queued + 1);
        _first = started.Queue[0].RunId;
        _running = started.After(TenantDecisions.Start(started, _first, TenantWork.Node, TenantWork.Context));
        _due = new RunDue(TenantWork.Tenant, 1, TenantWork.Limits, [new DueSchedule(TenantWork.Spec, [new DueOccurrence(TenantWork.Now, DueKind.Due)])]);
    }

    /// <summary>Accepts a run that somebody asks for.</summary>
    [Benchmark]
    public object AcceptRequest()
    {
        var request = TenantWork.Trigger(_request++.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return _running.After(TenantDecisions.Trigger(_running, request, TenantWork.Context, out _));
    }

    /// <summary>Accepts an occurrence of a schedule.</summary>
    [Benchmark]
    public object AcceptOccurrence() => _running.After(TenantDecisions.Accept(_running, _due, TenantWork.Context));

    /// <summary>Chooses the next run, and starts its attempt.</summary>
    [Benchmark]
    public object Start()
    {
        var next = TenantDecisions.Startable(_waiting, NoPlaces)[0];
        return _waiting.After(TenantDecisions.Start(_waiting, next, TenantWork.Node, TenantWork.Context));
    }

    /// <summary>Takes the outcome of the attempt that runs, and chooses the next run.</summary>
    [Benchmark]
    public object Finish()
    {
        var ended = _running.After(TenantDecisions.Finish(_running, _first, 1, TenantWork.Success, TenantWork.Context));
        return TenantDecisions.Startable(ended, NoPlaces);
    }
}
