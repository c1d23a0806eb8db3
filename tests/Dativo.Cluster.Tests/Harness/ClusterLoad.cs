using System.Collections.Immutable;
using System.Text.Json;
using Dativo.EndToEnd.Load;

namespace Dativo.EndToEnd.Cluster;

/// <summary>A load on a cluster: starts the nodes, and gathers the evidence when the faults are over.</summary>
public sealed class ClusterLoad(LoadPlan plan, TestFolder folder, TestCluster cluster)
{
    // Far more than a start takes on a machine that does much else; it only ever delays a failure.
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <summary>Starts so many nodes, one after another as a rollout does, and waits until all are ready.</summary>
    public async Task StartAsync(int nodes, CancellationToken cancellationToken)
    {
        for (var node = 0; node < nodes; node++)
            await cluster.AddAsync();
        await cluster.WholeAsync(StartWithin, cancellationToken);
    }

    /// <summary>Switches the load off, waits until everything that was accepted has ended, and reads what is known.</summary>
    /// <exception cref="InvalidOperationException">Something stays open.</exception>
    public async Task<LoadEvidence> DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var dispatched = DispatchedOf(await SchedulesAsync(cancellationToken));
        plan.WriteRunner(folder, enabled: false);
        var until = BootClock.Seconds + patience.TotalSeconds;
        ImmutableArray<JsonElement> schedules;
        while (!(schedules = await SchedulesAsync(cancellationToken)).All(schedule => schedule.GetProperty("state").GetString() == "disabled"))
            await LookAgainAsync("schedules still fire", until, cancellationToken);
        var last = DispatchedOf(schedules);
        while (await HistoryReader.CountOpenAsync(cluster.GetAsync) is > 0 and var open)
            await LookAgainAsync($"{open} runs are still open", until, cancellationToken);

        // The newest occurrences may be on their way still, after the database was away for instance. Whether they are lost is for the check.
        while (BootClock.Seconds < until && await AnyMissesAsync(dispatched.SetItems(last), cancellationToken))
            await Task.Delay(LookAgain, cancellationToken);
        while (await HistoryReader.CountOpenAsync(cluster.GetAsync) is > 0 and var late)
            await LookAgainAsync($"{late} runs are still open", until, cancellationToken);
        return new LoadEvidence(cluster.RegisteredBy!.Value, dispatched.SetItems(last), await HistoryReader.ReadAsync(plan, cluster.GetAsync), LoadPlan.RecordsOf(folder));
    }

    private async Task<bool> AnyMissesAsync(ImmutableDictionary<string, DateTimeOffset> dispatched, CancellationToken cancellationToken)
    {
        foreach (var (schedule, newest) in dispatched)
        {
            using var page = JsonDocument.Parse(await cluster.GetAsync($"api/v1/runs?schedule={schedule}&limit=1000", cancellationToken));
            if (!page.RootElement.GetProperty("runs").EnumerateArray().Any(run => run.GetProperty("scheduled_for").GetDateTimeOffset() >= newest))
                return true;
        }

        return false;
    }

    private async Task LookAgainAsync(string what, double until, CancellationToken cancellationToken)
    {
        if (BootClock.Seconds > until)
            throw new InvalidOperationException($"The load does not come to rest: {what}. {await OpenAsync()}");
        await Task.Delay(LookAgain, cancellationToken);
    }

    private async Task<string> OpenAsync() => await cluster.GetAsync("api/v1/runs?status=queued,running,waiting_retry&limit=5", CancellationToken.None);

    private async Task<ImmutableArray<JsonElement>> SchedulesAsync(CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await cluster.GetAsync("api/v1/schedules", cancellationToken));
        return [.. document.RootElement.GetProperty("schedules").EnumerateArray().Select(schedule => schedule.Clone())];
    }

    private static ImmutableDictionary<string, DateTimeOffset> DispatchedOf(ImmutableArray<JsonElement> schedules) => schedules
        .Where(schedule => schedule.GetProperty("last_at").ValueKind == JsonValueKind.String)
        .ToImmutableDictionary(schedule => schedule.GetProperty("name").GetString()!, schedule => schedule.GetProperty("last_at").GetDateTimeOffset());
}
