namespace Dativo.Actors.Hosting;

// Keys of the actor registry, in Akka.Hosting's way: the type names the actor.

/// <summary>The shard region of the tenants.</summary>
public sealed class TenantRegion;

/// <summary>The scheduler, wherever it is.</summary>
public sealed class SchedulerKey;

/// <summary>This node's worker.</summary>
public sealed class WorkerKey;
