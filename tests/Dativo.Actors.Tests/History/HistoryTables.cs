using System.Data.Common;
using System.Globalization;
using Dativo.Actors.History;

namespace Dativo.Actors.Tests.History;

/// <summary>Reads the tables whole, for comparing.</summary>
internal static class HistoryTables
{
    private static readonly string[] Names = ["history_runs", "history_attempts", "history_specs", "history_tenants", "history_offset"];

    /// <summary>Every row of every table as a line of text.</summary>
    public static Task<List<string>> ReadAsync(HistoryDatabase database) => database.ReadAsync(
        async (connection, token) =>
        {
            var rows = new List<string>();
            foreach (var name in Names)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT * FROM {name} ORDER BY 1, 2";
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                    rows.Add($"{name}: {string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={Show(reader, i)}"))}");
            }

            return rows;
        },
        default);

    private static string Show(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        DateTime instant => instant.ToString("O", CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
