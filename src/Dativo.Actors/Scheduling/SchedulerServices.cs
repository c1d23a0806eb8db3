using Akka.Actor;
using Dativo.Actors.Telemetry;

namespace Dativo.Actors.Scheduling;

/// <summary>What the scheduler needs of its node.</summary>
internal sealed record SchedulerServices
{
    /// <summary>The file that defines the schedules.</summary>
    public required DefinitionFile Definition { get; init; }

    /// <summary>The way to every tenant.</summary>
    public required IActorRef Tenants { get; init; }

    public required TimeProvider Time { get; init; }

    public required ScheduleLog Log { get; init; }

    /// <summary>A batch that is not acknowledged is sent again after this time.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes the actor that tells of nodes that are gone; null: nobody does.</summary>
    public Props? LossWatch { get; init; }

    /// <summary>Collects the garbage of the node shortly before something is due, so that it need not be done while much is; null: nobody does.</summary>
    public Action? CollectBeforeDue { get; init; }

    /// <summary>For how long a tenant may leave due runs unacknowledged before the log warns of it.</summary>
    public TimeSpan WarnAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The watermark is stored at most once in this time; what lies between is sent again after a failover, and dropped by the tenants.</summary>
    public TimeSpan WatermarkInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long before its next occurrence a sleeping tenant is woken.</summary>
    public TimeSpan WakeAhead { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A tenant is taken to sleep when it got nothing for this time.</summary>
    public TimeSpan SleepsAfter { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A snapshot is stored after this many events.</summary>
    public int EventsPerSnapshot { get; init; } = 1000;
}
