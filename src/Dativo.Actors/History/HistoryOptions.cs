using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dativo.Actors.History;

/// <summary>Where the history is kept, where the journal is that it is made from, and how fast the one follows the other.</summary>
public sealed record HistoryOptions
{
    /// <summary>The kind of both databases.</summary>
    public required HistoryProvider Provider { get; init; }

    /// <summary>The history's database.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The journal's database. On SQLite a file of its own, so that the two never wait for each other's lock.</summary>
    public required string JournalConnectionString { get; init; }

    /// <summary>The most events one transaction of the projection takes; 1 to 100,000.</summary>
    public int BatchSize { get; init; } = 2_000;

    /// <summary>
    /// The shortest time from the start of one transaction to the start of the next while the projection keeps up; zero or more.
    /// A little patience makes one transaction, and one wait for the disk, of many. A backlog is worked off without pauses.
    /// </summary>
    public TimeSpan BatchInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long the projection lets events gather after a batch of <see cref="BusyBatch"/> or more, or when as many hints have come within
    /// <see cref="BatchInterval"/>. Each batch writes every page of the tables and indexes that it touches, however many rows of it: under load
    /// few large batches leave the machine to the runs. Zero or more; 100 ms by default.
    /// </summary>
    public TimeSpan BusyInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many events, or hints, are those of a busy time; 1 or more.</summary>
    public int BusyBatch { get; init; } = 50;

    /// <summary>
    /// How often the journal is looked at without a hint; more than zero. One second by default, since a hint from another node may be lost; ten
    /// with <see cref="ForSqlite"/>.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause after a first failure; more than zero. It doubles with each further one.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two failures; not shorter than <see cref="MinBackoff"/>.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a write to the journal that began before others and has not ended may hold the projection up before
    /// that counts as trouble; more than zero. PostgreSQL only.
    /// </summary>
    public TimeSpan GapPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The history in <c>history.db</c> beside a journal on SQLite.</summary>
    /// <param name="dataDirectory">The directory of both files; it must exist.</param>
    /// <param name="journalFile">The journal's file.</param>
    public static HistoryOptions ForSqlite(string dataDirectory, string journalFile) => new()
    {
        Provider = HistoryProvider.Sqlite,
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, "history.db") }.ConnectionString,
        JournalConnectionString = new SqliteConnectionStringBuilder { DataSource = journalFile }.ConnectionString,

        // Only this process writes to that journal, and each of its writes is a hint.
        PollInterval = TimeSpan.FromSeconds(10),
    };

    /// <summary>History and journal in one PostgreSQL database.</summary>
    public static HistoryOptions ForPostgreSql(string connectionString) => new()
    {
        Provider = HistoryProvider.PostgreSql,
        ConnectionString = connectionString,
        JournalConnectionString = connectionString,
    };

    /// <summary>What is wrong with the options, all of it; empty when nothing is. Names no secret.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (!Enum.IsDefined(Provider))
            errors.Add($"{nameof(Provider)}: {Provider} is no kind of database (expected {string.Join(" or ", Enum.GetNames<HistoryProvider>())})");
        else
        {
            CheckConnection(errors, nameof(ConnectionString), ConnectionString);
            CheckConnection(errors, nameof(JournalConnectionString), JournalConnectionString);
            if (errors.Count == 0 && Provider == HistoryProvider.Sqlite && SameFile(ConnectionString, JournalConnectionString))
                errors.Add($"{nameof(ConnectionString)}: the history needs a file of its own, other than the journal's");
        }

        if (BatchSize is < 1 or > 100_000)
            errors.Add($"{nameof(BatchSize)}: {BatchSize} is out of range (expected 1 to 100000)");
        if (BatchInterval < TimeSpan.Zero)
            errors.Add($"{nameof(BatchInterval)}: {BatchInterval} is negative (expected zero or more)");
        if (BusyInterval < TimeSpan.Zero)
            errors.Add($"{nameof(BusyInterval)}: {BusyInterval} is negative (expected zero or more)");
        if (BusyBatch < 1)
            errors.Add($"{nameof(BusyBatch)}: {BusyBatch} is out of range (expected 1 or more)");
        CheckPositive(errors, nameof(PollInterval), PollInterval);
        CheckPositive(errors, nameof(MinBackoff), MinBackoff);
        CheckPositive(errors, nameof(GapPatience), GapPatience);
        if (MaxBackoff < MinBackoff)
            errors.Add($"{nameof(MaxBackoff)}: {MaxBackoff} is shorter than {nameof(MinBackoff)} {MinBackoff}");
        return errors;
    }

    private static void CheckPositive(List<string> errors, string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero)
            errors.Add($"{name}: {value} is too short (expected more than zero)");
    }

    private static bool SameFile(string one, string other) =>
        Path.GetFullPath(new SqliteConnectionStringBuilder(one).DataSource) == Path.GetFullPath(new SqliteConnectionStringBuilder(other).DataSource);

    private void CheckConnection(List<string> errors, string name, string value)
    {
        try
        {
            var (target, example) = Provider == HistoryProvider.Sqlite
                ? (new SqliteConnectionStringBuilder(value).DataSource, "Data Source=/path/file.db")
                : (new NpgsqlConnectionStringBuilder(value).Host, "Host=...;Database=...;Username=...");
            if (string.IsNullOrWhiteSpace(target))
                errors.Add($"{name}: names no database (expected {example})");
        }
        catch (ArgumentException error)
        {
            // The messages of the parsers name the key that is wrong, never a value.
            errors.Add($"{name}: {error.Message}");
        }
    }
}

/// <summary>A kind of database.</summary>
public enum HistoryProvider
{
    /// <summary>Embedded, for a single node.</summary>
    Sqlite = 1,

    /// <summary>PostgreSQL 14 or later, for one node or many.</summary>
    PostgreSql = 2,
}
