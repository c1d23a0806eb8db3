using System.Collections.Immutable;
using Dativo.EndToEnd;
using Dativo.EndToEnd.Cluster;
using Dativo.EndToEnd.Load;

namespace Dativo.Soak;

/// <summary>Kills and stops nodes under a load, and reads from the jobs' own records when work went on.</summary>
internal sealed class FailoverRun(int repeat, int nodes, bool keep, TimeProvider time, Action<string> say)
{
    private const string Drain = "2";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Meanwhile = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);
    private readonly List<(string What, double? Seconds)> _values = [];
    private readonly DateTimeOffset _zero = BootClock.Zero(time);

    public async Task<FailoverReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new TestFolder { Keep = keep };
        var plan = FailoverLoad.Plan;
        plan.WriteTo(folder);
        var setup = new ClusterSetup(folder, LoadPlan.RunnerFile)
        {
            Variables = ImmutableDictionary<string, string>.Empty.Add("DATIVO_NODE_DRAIN_TIMEOUT_SECONDS", Drain),
        };
        await using var cluster = await TestCluster.CreateAsync(setup);
        say($"{nodes} nodes, {cluster.Network.Kind}{(keep ? $", in {folder.FullName}" : "")}");
        var load = new ClusterLoad(plan, folder, cluster);
        var problems = ImmutableArray.CreateBuilder<string>();
        CheckReport? check = null;
        try
        {
            await load.StartAsync(nodes, cancellationToken);
            for (var round = 0; round < repeat; round++)
            {
                await KillAsync("the scheduler's node", cluster, folder, scheduler: true, cancellationToken);
                await KillAsync("a worker", cluster, folder, scheduler: false, cancellationToken);
                await StopAsync("the scheduler's node", cluster, folder, scheduler: true, cancellationToken);
                await StopAsync("a worker", cluster, folder, scheduler: false, cancellationToken);
            }

            check = LoadChecker.Check(plan, await load.DrainAsync(Whole, cancellationToken));
            problems.AddRange(check.Violations);
        }
        catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException)
        {
            problems.Add(exception.Message);
        }

        await cluster.StopAsync();
        problems.AddRange(cluster.Nodes.SelectMany(node => node.Exits).Where(exit => !exit.IsRight).Select(exit => exit.ToString()));
        problems.AddRange(LoadPlan.LiveProcesses(folder).Select(pid => $"process {pid} outlived all nodes"));
        return new FailoverReport(
            cluster.Network.Kind,
            nodes,
            repeat,
            [
                .. _values.GroupBy(value => value.What).Select(group => new FailoverMeasure(
                    group.Key,
                    [.. group.Select(value => value.Seconds).OfType<double>().Select(seconds => Math.Round(seconds, 3))],
                    group.Count(value => value.Seconds is null))),
            ],
            check,
            problems.ToImmutable());
    }

    private async Task KillAsync(string who, TestCluster cluster, TestFolder folder, bool scheduler, CancellationToken cancellationToken)
    {
        var node = await RestedAsync(cluster, folder, scheduler, cancellationToken);
        var life = node.Life;
        var at = BootClock.Seconds;
        await node.KillAsync();
        var victims = VictimsOf(life, at, folder);
        await WaitAsync(folder, records => FirstDueAfter(at, records) is not null && (victims.IsEmpty || FirstRerun(victims, records) is not null), cancellationToken);
        await Task.Delay(Meanwhile, time, cancellationToken);
        var records = Read(folder);
        Note($"kill -9 of {who}, to the first occurrence dispatched after it", FirstDueAfter(at, records) - at);
        if (!victims.IsEmpty)
            Note($"kill -9 of {who}, to the first re-run of its interrupted attempts", FirstRerun(victims, records) - at);
        NoteLateness($"kill -9 of {who}", at, records);
        node.Start();
    }

    private async Task StopAsync(string who, TestCluster cluster, TestFolder folder, bool scheduler, CancellationToken cancellationToken)
    {
        var node = await RestedAsync(cluster, folder, scheduler, cancellationToken);
        var life = node.Life;
        var at = BootClock.Seconds;
        await node.StopAsync();
        var ended = BootClock.Seconds;
        var victims = VictimsOf(life, ended, folder);
        await WaitAsync(folder, records => FirstDueAfter(ended, records) is not null && (victims.IsEmpty || FirstRerun(victims, records) is not null), cancellationToken);
        await Task.Delay(Meanwhile, time, cancellationToken);
        var records = Read(folder);
        Note($"SIGTERM of {who}, to the end of its process ({Drain} s for running jobs)", ended - at);
        Note($"SIGTERM of {who}, longest time without an occurrence that starts", LongestSilence(at, ended + Meanwhile.TotalSeconds, records));
        if (!victims.IsEmpty)
            Note($"end of {who} after SIGTERM, to the first re-run of what it interrupted (0: before)", FirstRerun(victims, records) is { } first ? Math.Max(0, first - ended) : null);
        NoteLateness($"SIGTERM of {who}", at, records);
        node.Start();
    }

    // Of the workers, the one with the most to interrupt.
    private async Task<ClusterNode> RestedAsync(TestCluster cluster, TestFolder folder, bool scheduler, CancellationToken cancellationToken)
    {
        await cluster.WholeAsync(Whole, cancellationToken);
        await Task.Delay(Rest, time, cancellationToken);
        var at = BootClock.Seconds;
        return scheduler
            ? cluster.Scheduler!
            : cluster.Nodes.Where(node => node != cluster.Scheduler).DefaultIfEmpty(cluster.Nodes[0]).MaxBy(node => VictimsOf(node.Life, at, folder).Count)!;
    }

    private async Task WaitAsync(TestFolder folder, Func<ImmutableArray<JobRecord>, bool> isThere, CancellationToken cancellationToken)
    {
        var until = BootClock.Seconds + Limit.TotalSeconds;
        while (!isThere(Read(folder)) && BootClock.Seconds < until)
            await Task.Delay(LookAgain, time, cancellationToken);
    }

    private void Note(string what, double? seconds)
    {
        say(seconds is { } value ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what}: {value:0.00} s") : $"{what}: not within {Limit.TotalSeconds:0} s");
        _values.Add((what, seconds));
    }

    // Occurrences that are due each second, from the fault on for a while: what tenants without any part in it feel.
    private void NoteLateness(string fault, double at, ImmutableArray<JobRecord> records)
    {
        double[] late =
        [
            .. records
                .Where(record => record.Attempt == 1 && FailoverLoad.IsPulse(record.Schedule) && DueAt(record) >= at && DueAt(record) < at + Meanwhile.TotalSeconds)
                .Select(record => record.BegunAt!.Value - DueAt(record))
                .Order(),
        ];
        if (late.Length == 0)
            return;
        Note($"{fault}, lateness of other occurrences due in the {Meanwhile.TotalSeconds:0} s after it: median", late[late.Length / 2]);
        Note($"{fault}, lateness of other occurrences due in the {Meanwhile.TotalSeconds:0} s after it: most", late[^1]);
    }

    private double DueAt(JobRecord record) => (record.ScheduledFor - _zero).TotalSeconds;

    private double? FirstDueAfter(double at, ImmutableArray<JobRecord> records) =>
        records.Where(record => record.Attempt == 1 && DueAt(record) >= at).Min(record => record.BegunAt);

    private static double? LongestSilence(double from, double until, ImmutableArray<JobRecord> records)
    {
        double[] starts = [from, .. records.Where(record => record.Attempt == 1 && record.BegunAt > from && record.BegunAt < until).Select(record => record.BegunAt!.Value).Order(), until];
        return starts.Zip(starts.Skip(1), (one, next) => next - one).Max();
    }

    private static double? FirstRerun(ImmutableHashSet<(Guid Run, int Attempt)> victims, ImmutableArray<JobRecord> records) =>
        records.Where(record => victims.Contains((record.RunId, record.Attempt - 1))).Min(record => record.BegunAt);

    private static ImmutableHashSet<(Guid Run, int Attempt)> VictimsOf(string life, double at, TestFolder folder) =>
    [
        .. Read(folder).Where(record => record.Node == life && record.BegunAt < at && record.ExitCode is null && !FailoverLoad.IsPulse(record.Schedule)).Select(record => (record.RunId, record.Attempt)),
    ];

    private static ImmutableArray<JobRecord> Read(TestFolder folder) =>
    [
        .. FailoverLoad.Plan.Schedules.SelectMany(schedule => JobRecord.Read(Path.Combine(LoadPlan.RecordsOf(folder), schedule.TenantId)).Records),
    ];
}
