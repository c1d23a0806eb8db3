using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tests.Tenants.Simulation;

/// <summary>Two worker nodes with slots, the processes in them, and the outcomes that they keep until they are stored.</summary>
internal sealed class SimulatedWorkers
{
    private const int Slots = 2;
    private readonly int[] _incarnations = [1, 1];

    /// <summary>The processes that live.</summary>
    public List<SimulatedProcess> Processes { get; } = [];

    /// <summary>The outcomes that no tenant has stored yet.</summary>
    public List<(SimulatedProcess Process, AttemptOutcome Outcome)> Outcomes { get; } = [];

    /// <summary>All outcomes there ever were.</summary>
    public List<(SimulatedProcess Process, AttemptOutcome Outcome)> Past { get; } = [];

    /// <summary>Slots that are kept for runs which have not started: the run and the node.</summary>
    public Dictionary<Guid, string> Kept { get; } = [];

    public bool IsAlive(string node) => node == Name(0) || node == Name(1);

    /// <summary>A node with a free slot; null when there is none.</summary>
    public string? FreeNode(int choice) =>
        new[] { Name(choice % 2), Name((choice + 1) % 2) }.FirstOrDefault(node =>
            Processes.Count(process => process.Node == node) + Kept.Values.Count(kept => kept == node) < Slots);

    public bool Knows(Guid run, int attempt) =>
        Processes.Exists(process => process.Run == run && process.Attempt == attempt)
        || Outcomes.Exists(ended => ended.Process.Run == run && ended.Process.Attempt == attempt);

    public void Launch(Guid run, int attempt, string node)
    {
        RunLedger.Promise(!Processes.Exists(process => process.Run == run), $"two processes of run {run} live");
        Processes.Add(new SimulatedProcess(run, attempt, node));
    }

    public void End(SimulatedProcess process, AttemptOutcome outcome)
    {
        Processes.Remove(process);
        Outcomes.Add((process, outcome));
        Past.Add((process, outcome));
    }

    /// <summary>A node dies with all that it has, and comes back as another incarnation.</summary>
    public void Kill(int choice)
    {
        var node = Name(choice % 2);
        Processes.RemoveAll(process => process.Node == node);
        Outcomes.RemoveAll(ended => ended.Process.Node == node);
        foreach (var (run, _) in Kept.Where(kept => kept.Value == node).ToArray())
            Kept.Remove(run);
        _incarnations[choice % 2]++;
    }

    private string Name(int index) => $"node-{index}#{_incarnations[index]}";
}

/// <summary>A process of an attempt.</summary>
internal sealed record SimulatedProcess(Guid Run, int Attempt, string Node);
