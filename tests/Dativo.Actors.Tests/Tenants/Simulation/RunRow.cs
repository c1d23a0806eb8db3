using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Tenants.Simulation;

/// <summary>A run as its events tell it.</summary>
internal sealed class RunRow(RunQueued queued, int maxRetries)
{
    public Guid Id { get; } = queued.RunId;

    public string Schedule { get; } = queued.Schedule;

    public string SpecId { get; } = queued.SpecId;

    public RunStatus Status { get; set; } = RunStatus.Queued;

    public int Attempts { get; set; }

    /// <summary>The token of its first attempt: it orders runs by their first starts.</summary>
    public long FirstToken { get; set; }

    public int MaxRetries { get; } = maxRetries;

    public int RetriesUsed { get; set; }

    public bool IsToEnd { get; set; }

    public bool IsActive => Status is RunStatus.Running or RunStatus.WaitingRetry;
}
