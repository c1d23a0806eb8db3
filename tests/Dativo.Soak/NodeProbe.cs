using System.Globalization;
using Dativo.EndToEnd;
using Dativo.EndToEnd.Load;
using Microsoft.Data.Sqlite;

namespace Dativo.Soak;

/// <summary>Looks at a node from outside: what the kernel says of the process, and how large its files are.</summary>
internal sealed class NodeProbe(string dataDirectory)
{
    private const double Mega = 1024 * 1024;

    public async Task<Sample> TakeAsync(RealNode node, int incarnation, double atSecond, double nodeSecond)
    {
        var status = (await File.ReadAllLinesAsync($"/proc/{node.Pid}/status"))
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
        var (events, largest, largestId) = JournalEvents();
        var logs = new DirectoryInfo(Path.Combine(dataDirectory, "logs")).EnumerateFiles("*", SearchOption.AllDirectories).ToArray();
        return new Sample(
            Math.Round(atSecond),
            Math.Round(nodeSecond),
            incarnation,
            MegabytesOf(status["VmRSS"]),
            MegabytesOf(status["RssAnon"]),
            int.Parse(status["Threads"], CultureInfo.InvariantCulture),
            Directory.EnumerateFileSystemEntries($"/proc/{node.Pid}/fd").Count(),
            await HistoryReader.CountOpenAsync(node),
            events,
            largest,
            largestId,
            SizeOf("journal.db*"),
            Scalar("history.db", "SELECT count(*) FROM history_runs"),
            SizeOf("history.db*"),
            logs.Length,
            Math.Round(logs.Sum(file => file.Exists ? file.Length : 0) / Mega, 1));
    }

    /// <summary>How many events and snapshots each persistent actor has, most first.</summary>
    public IReadOnlyList<string> Streams()
    {
        using var connection = Open("journal.db");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, count(*) FROM journal GROUP BY 1 ORDER BY 2 DESC";
        using var reader = command.ExecuteReader();
        var streams = new List<string>();
        while (reader.Read())
            streams.Add($"{reader.GetInt64(1)} {reader.GetString(0)}");
        return streams;
    }

    private (long Events, long Largest, string LargestId) JournalEvents()
    {
        using var connection = Open("journal.db");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, count(*) FROM journal GROUP BY 1";
        using var reader = command.ExecuteReader();
        var (events, largest, largestId) = (0L, 0L, "");
        while (reader.Read())
        {
            var count = reader.GetInt64(1);
            events += count;
            if (count > largest)
                (largest, largestId) = (count, reader.GetString(0));
        }

        return (events, largest, largestId);
    }

    private long Scalar(string file, string query)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }

    private SqliteConnection Open(string file)
    {
        var builder = new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, file), Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 30 };
        var connection = new SqliteConnection(builder.ToString());
        connection.Open();
        return connection;
    }

    private double SizeOf(string pattern) => Math.Round(new DirectoryInfo(dataDirectory).EnumerateFiles(pattern).Sum(file => file.Length) / Mega, 1);

    private static double MegabytesOf(string kilobytes) =>
        Math.Round(double.Parse(kilobytes.Split(' ')[0], CultureInfo.InvariantCulture) / 1024, 1);
}
