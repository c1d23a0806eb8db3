using Dativo.Actors.Configuration;
using Dativo.Actors.Hosting;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Jobs;

/// <summary>Between the parts that several boxes store or send and their Protobuf messages (job.proto).</summary>
internal static class JobMapping
{
    public static Wire.JobSpec ToWire(this JobSpec spec)
    {
        var wire = new Wire.JobSpec
        {
            Id = spec.Id,
            Schedule = spec.Schedule,
            ConfigFile = spec.ConfigFile,
            MaxConcurrentRuns = spec.MaxConcurrentRuns,
            Overlap = spec.Overlap.ToWire(),
            Priority = spec.Priority,
            Retry = spec.Retry.ToWire(),
        };
        wire.Command.AddAll(spec.Command);
        if (spec.Timeout is { } timeout)
            wire.TimeoutTicks = timeout.Ticks;
        wire.Tags.AddAll(spec.Tags);
        return wire;
    }

    public static JobSpec FromWire(this Wire.JobSpec wire) => new()
    {
        Id = wire.Id.Length > 0 ? wire.Id : throw new WireFormatException("the spec's id is missing"),
        Schedule = wire.Schedule,
        ConfigFile = wire.ConfigFile,
        Command = wire.Command.ToArray(),
        MaxConcurrentRuns = wire.MaxConcurrentRuns,
        Overlap = wire.Overlap.FromWire(),
        Timeout = wire.HasTimeoutTicks ? TimeSpan.FromTicks(wire.TimeoutTicks) : null,
        Priority = wire.Priority,
        Retry = WireFormat.Required(wire.Retry).FromWire(),
        Tags = wire.Tags.ToSortedDictionary(),
    };

    public static Wire.RetryPolicy ToWire(this RetryPolicy policy)
    {
        var wire = new Wire.RetryPolicy
        {
            MaxRetries = policy.MaxRetries,
            InitialDelayTicks = policy.InitialDelay.Ticks,
            MaxDelayTicks = policy.MaxDelay.Ticks,
            BackoffMultiplier = policy.BackoffMultiplier,
        };
        wire.RetryableExitCodes.AddAll(policy.RetryableExitCodes);
        wire.RetryableErrorPatterns.AddAll(policy.RetryableErrorPatterns);
        return wire;
    }

    public static RetryPolicy FromWire(this Wire.RetryPolicy wire) => new()
    {
        MaxRetries = wire.MaxRetries,
        InitialDelay = TimeSpan.FromTicks(wire.InitialDelayTicks),
        MaxDelay = TimeSpan.FromTicks(wire.MaxDelayTicks),
        BackoffMultiplier = wire.BackoffMultiplier,
        RetryableExitCodes = wire.RetryableExitCodes.ToArray(),
        RetryableErrorPatterns = wire.RetryableErrorPatterns.ToArray(),
    };

    public static Wire.AttemptOutcome ToWire(this AttemptOutcome outcome)
    {
        var wire = new Wire.AttemptOutcome { Kind = outcome.Kind.ToWire() };
        if (outcome.ExitCode is { } exitCode)
            wire.ExitCode = exitCode;
        if (outcome.Error is { } error)
            wire.Error = error;
        if (outcome.Pid is { } pid)
            wire.Pid = pid;
        if (outcome.ProcessStartedAt is { } startedAt)
            wire.ProcessStartedAt = startedAt.ToTicks();
        if (outcome.ProcessEndedAt is { } endedAt)
            wire.ProcessEndedAt = endedAt.ToTicks();
        wire.Metrics.AddAll(outcome.Metrics);
        return wire;
    }

    public static AttemptOutcome FromWire(this Wire.AttemptOutcome wire) => new()
    {
        Kind = wire.Kind.FromWire(),
        ExitCode = wire.HasExitCode ? wire.ExitCode : null,
        Error = wire.HasError ? wire.Error : null,
        Pid = wire.HasPid ? wire.Pid : null,
        ProcessStartedAt = wire.HasProcessStartedAt ? WireFormat.ToInstant(wire.ProcessStartedAt) : null,
        ProcessEndedAt = wire.HasProcessEndedAt ? WireFormat.ToInstant(wire.ProcessEndedAt) : null,
        Metrics = wire.Metrics.ToSortedDictionary(),
    };

    private static Wire.OverlapPolicy ToWire(this OverlapPolicy overlap) => WireFormat.EnumToWire<OverlapPolicy, Wire.OverlapPolicy>(overlap);

    private static OverlapPolicy FromWire(this Wire.OverlapPolicy overlap) => WireFormat.EnumFromWire<Wire.OverlapPolicy, OverlapPolicy>(overlap);

    private static Wire.AttemptOutcomeKind ToWire(this AttemptOutcomeKind kind) => WireFormat.EnumToWire<AttemptOutcomeKind, Wire.AttemptOutcomeKind>(kind);

    private static AttemptOutcomeKind FromWire(this Wire.AttemptOutcomeKind kind) => WireFormat.EnumFromWire<Wire.AttemptOutcomeKind, AttemptOutcomeKind>(kind);
}
