using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Dativo.Actors.Tenants;

/// <summary>The newest requests of a tenant and the runs they became, so that one that is sent again becomes no second run.</summary>
[CollectionBuilder(typeof(RememberedRequests), nameof(Of))]
public sealed class RememberedRequests : IReadOnlyCollection<RememberedRequest>
{
    /// <summary>As many are remembered; a new one takes the place of the oldest.</summary>
    public const int Most = 256;

    /// <summary>None.</summary>
    public static readonly RememberedRequests None = new([], ImmutableDictionary.Create<string, Guid>(StringComparer.Ordinal));

    private readonly ImmutableQueue<RememberedRequest> _inOrder;
    private readonly ImmutableDictionary<string, Guid> _runs;

    private RememberedRequests(ImmutableQueue<RememberedRequest> inOrder, ImmutableDictionary<string, Guid> runs)
    {
        _inOrder = inOrder;
        _runs = runs;
    }

    /// <inheritdoc />
    public int Count => _runs.Count;

    /// <summary>The requests in their order, of which the newest are kept.</summary>
    public static RememberedRequests Of(ReadOnlySpan<RememberedRequest> requests)
    {
        var all = None;
        foreach (var request in requests)
            all = all.Add(request.RequestId, request.RunId);
        return all;
    }

    /// <summary>With one more. One that is known stays as it is.</summary>
    public RememberedRequests Add(string requestId, Guid runId)
    {
        if (_runs.ContainsKey(requestId))
            return this;
        var (inOrder, runs) = (_inOrder, _runs);
        if (Count == Most)
        {
            inOrder = inOrder.Dequeue(out var oldest);
            runs = runs.Remove(oldest.RequestId);
        }

        return new RememberedRequests(inOrder.Enqueue(new RememberedRequest(requestId, runId)), runs.Add(requestId, runId));
    }

    /// <summary>The run of a request; null when it is not remembered.</summary>
    public Guid? RunOf(string requestId) => _runs.TryGetValue(requestId, out var runId) ? runId : null;

    /// <inheritdoc />
    public IEnumerator<RememberedRequest> GetEnumerator() => ((IEnumerable<RememberedRequest>)_inOrder).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>An operator's request and the run it became.</summary>
public sealed record RememberedRequest(string RequestId, Guid RunId);
