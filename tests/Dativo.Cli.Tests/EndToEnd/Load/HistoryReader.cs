using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

namespace Dativo.EndToEnd.Load;

/// <summary>Reads a node's whole history: the list with the command line, the attempts of each run from the API beneath it.</summary>
public static class HistoryReader
{
    private const string MostRows = "10000";

    public static async Task<ImmutableArray<HistoryRow>> ReadAsync(RealNode node, LoadPlan plan)
    {
        using var client = new HttpClient { BaseAddress = new Uri(node.Server!) };
        return await ReadAsync(
            plan,
            async schedule =>
            {
                var list = await node.CliAsync("runs", "list", "-o", "json", "--schedule", schedule, "--limit", MostRows);
                return list.ExitCode == 0 ? list.Json : throw new InvalidOperationException($"runs list ended with {list.ExitCode}: {list.Error}");
            },
            (path, cancellation) => client.GetStringAsync(path, cancellation));
    }

    /// <summary>The same with nothing but requests to the API, given their paths.</summary>
    public static Task<ImmutableArray<HistoryRow>> ReadAsync(LoadPlan plan, Func<string, CancellationToken, Task<string>> get) => ReadAsync(
        plan,
        async schedule => Parse(await get($"api/v1/runs?schedule={schedule}&limit={MostRows}", CancellationToken.None)),
        get);

    /// <summary>How many runs are open.</summary>
    public static async Task<int> CountOpenAsync(RealNode node)
    {
        using var client = new HttpClient { BaseAddress = new Uri(node.Server!) };
        return await CountOpenAsync((path, cancellation) => client.GetStringAsync(path, cancellation));
    }

    /// <summary>The same, given how the API is asked.</summary>
    public static async Task<int> CountOpenAsync(Func<string, CancellationToken, Task<string>> get) =>
        Parse(await get($"api/v1/runs?status=queued,running,waiting_retry&limit={MostRows}", CancellationToken.None)).GetProperty("runs").GetArrayLength();

    private static async Task<ImmutableArray<HistoryRow>> ReadAsync(LoadPlan plan, Func<string, Task<JsonElement>> listOf, Func<string, CancellationToken, Task<string>> get)
    {
        var rows = new ConcurrentBag<HistoryRow>();
        foreach (var schedule in plan.Schedules)
        {
            var list = await listOf(schedule.Name);
            await Parallel.ForEachAsync(list.GetProperty("runs").EnumerateArray(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (json, cancellation) =>
            {
                var row = HistoryRow.Of(json);
                rows.Add(row.Attempts == 0 ? row : HistoryRow.Of(Parse(await get($"api/v1/runs/{row.Id}", cancellation))));
            });
        }

        return [.. rows];
    }

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
