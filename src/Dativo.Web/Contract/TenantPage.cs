namespace Dativo.Web.Contract;

/// <summary>The answer to <c>GET /api/v1/tenants/{id}</c>: what is active, what waits, and for what.</summary>
public sealed record TenantPage : TenantRow
{
    /// <summary>How many runs may be active at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The open runs: active ones first, then the queue in its order.</summary>
    public required IReadOnlyList<OpenRunRow> Runs { get; init; }
}
