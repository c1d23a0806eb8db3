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
        var rows = new ConcurrentBag<HistoryRow>();
        using var client = new HttpClient { BaseAddress = new Uri(node.Server!) };
        foreach (var schedule in plan.Schedules)
        {
            var list = await node.CliAsync("runs", "list", "-o", "json", "--schedule", schedule.Name, "--limit", MostRows);
            if (list.ExitCode != 0)
                throw new InvalidOperationException($"runs list ended with {list.ExitCode}: {list.Error}");
            await Parallel.ForEachAsync(list.Json.GetProperty("runs").EnumerateArray(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (json, cancellation) =>
            {
                var row = HistoryRow.Of(json);
                rows.Add(row.Attempts == 0 ? row : HistoryRow.Of(await PageAsync(client, row.Id, cancellation)));
            });
        }

        return [.. rows];
    }

    /// <summary>How many runs are open.</summary>
    public static async Task<int> CountOpenAsync(RealNode node)
    {
        using var client = new HttpClient { BaseAddress = new Uri(node.Server!) };
        using var list = JsonDocument.Parse(await client.GetStringAsync($"api/v1/runs?status=queued,running,waiting_retry&limit={MostRows}"));
        return list.RootElement.GetProperty("runs").GetArrayLength();
    }

    private static async Task<JsonElement> PageAsync(HttpClient client, Guid id, CancellationToken cancellation)
    {
        using var page = JsonDocument.Parse(await client.GetStringAsync($"api/v1/runs/{id}", cancellation));
        return page.RootElement.Clone();
    }
}
