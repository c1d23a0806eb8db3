using System.Collections.Immutable;

namespace Dativo.Actors.Configuration;

/// <summary>How a node starts jobs (<c>runner.orchestrator.executor</c>).</summary>
public sealed record ExecutorDefinition
{
    /// <summary>
    /// The command, a program and its arguments, never a shell string; placeholders <c>{config}</c>, <c>{tenant_id}</c>,
    /// <c>{job_name}</c>, <c>{run_id}</c>, <c>{attempt}</c>, <c>{scheduled_for}</c>. <c>dativo</c> in first place means this very program.
    /// </summary>
    public ImmutableArray<string> Command { get; init; } = ["dativo", "run", "--config", "{config}", "--mode", "self_hosted"];

    /// <summary>The directory jobs start in, as an absolute path.</summary>
    public string WorkingDirectory { get; init; } = System.Environment.CurrentDirectory;

    /// <summary>Variables added to the environment of every job; they may be secrets and are never logged or stored.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How long a job may take to end after SIGTERM before SIGKILL follows; zero or more.</summary>
    public TimeSpan KillGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Slots of one node: how many jobs it runs at once; 1 or more. Default: four per core.</summary>
    public int MaxConcurrentJobs { get; init; } = 4 * System.Environment.ProcessorCount;
}
