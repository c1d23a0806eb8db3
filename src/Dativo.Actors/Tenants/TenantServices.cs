using Dativo.Actors.History;
using Dativo.Actors.Jobs;
using Dativo.Actors.Telemetry;

namespace Dativo.Actors.Tenants;

/// <summary>What tenants need of their node.</summary>
internal sealed record TenantServices
{
    /// <summary>How long a tenant without open runs stays in memory, unless something else is set.</summary>
    public static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromMinutes(2);

    public required JobActorServices Jobs { get; init; }

    public required IHistoryQueries History { get; init; }

    public required RunLog Log { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>A snapshot is stored after this many entries of the journal.</summary>
    public int EventsPerSnapshot { get; init; } = 1_000;

    /// <summary>A tenant without open runs leaves the memory after this time.</summary>
    public TimeSpan IdleTimeout { get; init; } = DefaultIdleTimeout;
}
