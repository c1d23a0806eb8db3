using System.Collections.Immutable;
using System.Globalization;
using Dativo.EndToEnd.Load;

namespace Dativo.EndToEnd.Cluster;

/// <summary>Brings faults about, undoes them, and waits until the cluster has come to rest.</summary>
public sealed class FaultDriver(TestCluster cluster, TimeProvider time, Action<string> say)
{
    // A node may have to be removed, end, start and join; a bad case takes a while, and is said in the outcome.
    private static readonly TimeSpan WholeWithin = TimeSpan.FromSeconds(90);

    // After a lease has ended, no job of its node may live; this is far beyond. A guard on a busy machine may take longer to be sure.
    private static readonly TimeSpan OrphansWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GuardWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan JobsEndWithin = TimeSpan.FromSeconds(7);

    // When a node has to know that its database is away.
    private static readonly TimeSpan KnownWithin = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);
    private readonly double _began = BootClock.Seconds;

    /// <summary>Applies one fault after another.</summary>
    public async Task<ImmutableArray<FaultOutcome>> RunAsync(IEnumerable<PlannedFault> plan, CancellationToken cancellationToken)
    {
        var outcomes = ImmutableArray.CreateBuilder<FaultOutcome>();
        foreach (var planned in plan)
        {
            await Task.Delay(planned.After, time, cancellationToken);
            outcomes.Add(await ApplyAsync(planned.Fault, cancellationToken));
        }

        return outcomes.ToImmutable();
    }

    /// <summary>Applies a fault to its end, and waits until all nodes are ready again.</summary>
    public async Task<FaultOutcome> ApplyAsync(Fault fault, CancellationToken cancellationToken)
    {
        var at = BootClock.Seconds;
        var problems = new List<string>();
        var met = new List<int>();
        say(string.Create(CultureInfo.InvariantCulture, $"{at - _began:0.0} s: {fault}"));
        await BringAboutAsync(fault, alone: true, met, problems, cancellationToken);
        var over = BootClock.Seconds;
        try
        {
            await cluster.WholeAsync(WholeWithin, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            problems.Add(exception.Message);
        }

        var whole = BootClock.Seconds;
        say(string.Create(CultureInfo.InvariantCulture, $"{whole - _began:0.0} s: met {NodesText(met)}, lasted {over - at:0.0} s, all ready {whole - over:0.0} s later{string.Concat(problems.Select(problem => $"; {problem}"))}"));
        return new FaultOutcome(fault.ToString(), [.. met], Math.Round(at - _began, 1), Math.Round(over - at, 1), Math.Round(whole - over, 1), [.. problems]);
    }

    private async Task BringAboutAsync(Fault fault, bool alone, List<int> met, List<string> problems, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case Fault.Kill kill:
                {
                    var node = Meet(kill.Node, met);
                    var life = node.Life;
                    await node.KillAsync();
                    await LifeEndsAsync(life, problems, cancellationToken);
                    await Task.Delay(kill.Down, time, cancellationToken);
                    node.Start();
                    break;
                }

            case Fault.Stop stop:
                {
                    var node = Meet(stop.Node, met);
                    var life = node.Life;
                    await node.StopAsync();
                    await LifeEndsAsync(life, problems, cancellationToken);
                    await Task.Delay(stop.Down, time, cancellationToken);
                    node.Start();
                    break;
                }

            case Fault.Freeze freeze:
                {
                    var node = Meet(freeze.Node, met);
                    node.Signal(Signals.Stop);
                    try
                    {
                        await Task.Delay(freeze.Length, time, cancellationToken);
                        if (freeze.Length >= JobsEndWithin && JobsOf(node.Life) is { Count: > 0 } alive)
                            problems.Add($"jobs {ProcessesText(alive)} of {node.Life} live after {freeze.Length.TotalSeconds:0.0} s of its freeze, beside {ProcessesText(ProcessesOf(node.Life))}");
                    }
                    finally
                    {
                        node.Signal(Signals.Continue);
                    }

                    break;
                }

            case Fault.CutOff cut:
                {
                    var node = Meet(cut.Node, met);
                    await cluster.Network.SetAsync(node.Number, cut.From, connected: false);
                    try
                    {
                        await Task.Delay(cut.Length, time, cancellationToken);
                    }
                    finally
                    {
                        await cluster.Network.SetAsync(node.Number, cut.From, connected: true);
                    }

                    break;
                }

            case Fault.RestartDatabase restart:
                await WithoutDatabaseAsync(
                    () => restart.Crash ? cluster.Database!.CrashAsync() : cluster.Database!.StopAsync(),
                    restart.Down,
                    cluster.Database!.StartAsync,
                    alone,
                    problems,
                    cancellationToken);
                break;
            case Fault.HideDatabase hide:
                await WithoutDatabaseAsync(
                    () => cluster.Network.SetDatabaseAsync(connected: false),
                    hide.Length,
                    () => cluster.Network.SetDatabaseAsync(connected: true),
                    alone,
                    problems,
                    cancellationToken);
                break;
            case Fault.RefuseSessions refuse:
                await WithoutDatabaseAsync(cluster.Database!.RefuseAsync, refuse.Length, cluster.Database!.AcceptAsync, alone, problems, cancellationToken);
                break;
            case Fault.AddNode:
                met.Add((await cluster.AddAsync()).Number);
                break;
            case Fault.Both both:
                await Task.WhenAll(
                    BringAboutAsync(both.First, alone: false, met, problems, cancellationToken),
                    BringAboutAsync(both.Second, alone: false, met, problems, cancellationToken));
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how to bring about {fault}.");
        }
    }

    // A database that is away for all nodes ends none of them, and each of them says so. With a node dead at the same time the
    // others cannot know that it does not reach the database, and are right to end.
    private async Task WithoutDatabaseAsync(Func<Task> take, TimeSpan length, Func<Task> giveBack, bool alone, List<string> problems, CancellationToken cancellationToken)
    {
        var running = cluster.Nodes.Where(node => node.Process is not null).Select(node => (Node: node, node.Life)).ToArray();
        await take();
        try
        {
            await Task.Delay(length, time, cancellationToken);
            foreach (var (node, life) in running.Where(one => length >= KnownWithin && one.Node.Life == one.Life))
            {
                var health = await node.HealthAsync(cancellationToken);
                if (health.IsReady || (health.IsAnswer && !health.Text.Contains("database", StringComparison.Ordinal)))
                    problems.Add($"{life}, without the database for {length.TotalSeconds:0.0} s, says of its health: {health.Text}");
            }
        }
        finally
        {
            await giveBack();
        }

        if (alone)
            problems.AddRange(running.Where(one => one.Node.Life != one.Life || one.Node.Process is null).Select(one => $"{one.Life} ended while the database was away for all"));
    }

    private ClusterNode Meet(FaultTarget target, List<int> met)
    {
        var running = cluster.Nodes.Where(node => node.IsWanted).Select(node => node.Number).ToArray();
        var number = target.Resolve(running, cluster.Scheduler?.Number);
        met.Add(number);
        return cluster.Nodes[number - 1];
    }

    /// <summary>Waits for the end of all that a dead node left: its jobs die with it, its guard goes when it is sure of that.</summary>
    private async Task LifeEndsAsync(string life, List<string> problems, CancellationToken cancellationToken)
    {
        if (await EndAsync(() => JobsOf(life), OrphansWithin))
            await EndAsync(() => ProcessesOf(life), GuardWithin);

        async Task<bool> EndAsync(Func<IReadOnlyList<int>> left, TimeSpan within)
        {
            var until = BootClock.Seconds + within.TotalSeconds;
            while (left() is { Count: > 0 } alive)
            {
                if (BootClock.Seconds > until)
                {
                    problems.Add($"processes {ProcessesText(alive)} of {life} live {within.TotalSeconds:0} s after it");
                    return false;
                }

                await Task.Delay(LookAgain, time, cancellationToken);
            }

            return true;
        }
    }

    private static IReadOnlyList<int> ProcessesOf(string life) => ProcessTable.WithEnvironment($"{ClusterNode.LifeVariable}={life}\0");

    private static string ProcessesText(IReadOnlyList<int> processes) => string.Join(", ", processes.Select(ProcessTable.Describe));

    private static IReadOnlyList<int> JobsOf(string life) =>
        [.. ProcessesOf(life).Intersect(ProcessTable.WithEnvironment($"{LoadPlan.Mark}="))];

    private static string NodesText(List<int> nodes) => nodes.Count == 0 ? "no node" : $"node {string.Join(" and ", nodes)}";
}
