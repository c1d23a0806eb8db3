using System.Collections.Immutable;

namespace Dativo.EndToEnd.Load;

/// <summary>Starts nodes under a load, kills them, and gathers the evidence at the end.</summary>
public sealed class LoadDriver(LoadPlan plan, TestFolder folder)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(300);
    private DateTimeOffset? _registeredBy;

    /// <summary>Starts a node on the load's data directory and waits until it serves the schedules.</summary>
    public async Task<RealNode> StartAsync()
    {
        var node = await RealNode.StartAsync(folder.FullName, LoadPlan.RunnerFile, "--data-dir", LoadPlan.DataDirectory);
        _registeredBy ??= DateTimeOffset.Parse((await node.LineAsync("schedules_loaded"))["timestamp"]!, System.Globalization.CultureInfo.InvariantCulture);
        return node;
    }

    /// <summary>Starts a node without waiting for anything, to kill it while it starts.</summary>
    public RealNode Launch() => RealNode.Launch(folder.FullName, LoadPlan.RunnerFile, ImmutableDictionary<string, string>.Empty, "--data-dir", LoadPlan.DataDirectory);

    /// <summary>Waits until no process of the load lives.</summary>
    public async Task ProcessesEndAsync()
    {
        using var limit = new CancellationTokenSource(DativoProgram.Limit);
        while (LoadPlan.LiveProcesses(folder) is { Count: > 0 } alive)
        {
            if (limit.IsCancellationRequested)
                throw new InvalidOperationException($"Jobs outlived their node: processes {string.Join(", ", alive)}");
            await Task.Delay(LookAgain);
        }
    }

    /// <summary>Switches the load off, waits until everything that was accepted has ended, and reads what is known.</summary>
    public async Task<LoadEvidence> DrainAsync(RealNode node)
    {
        var schedules = await node.CliAsync("schedules", "list", "-o", "json");
        var dispatched = schedules.Json.GetProperty("schedules").EnumerateArray()
            .Where(schedule => schedule.GetProperty("last_at").ValueKind == System.Text.Json.JsonValueKind.String)
            .ToImmutableDictionary(schedule => schedule.GetProperty("name").GetString()!, schedule => schedule.GetProperty("last_at").GetDateTimeOffset());
        plan.WriteRunner(folder, enabled: false);
        await node.LineAsync("schedules_loaded", null, ("active", "0"));

        using var limit = new CancellationTokenSource(DativoProgram.Limit);
        while (await HistoryReader.CountOpenAsync(node) is > 0 and var open)
        {
            if (limit.IsCancellationRequested)
                throw new InvalidOperationException($"{open} runs are still open. The node's log ends with:\n{string.Join('\n', node.Log.TakeLast(30).Select(line => line.Text))}");
            await Task.Delay(LookAgain);
        }

        return new LoadEvidence(_registeredBy!.Value, dispatched, await HistoryReader.ReadAsync(node, plan), LoadPlan.RecordsOf(folder));
    }
}
