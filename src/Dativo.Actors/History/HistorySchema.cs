using System.Data.Common;
using System.Reflection;
using DbUp.Builder;
using DbUp.Engine;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.History;

/// <summary>Brings the tables to the version of this program by the numbered scripts under Migrations, each applied once.</summary>
internal static class HistorySchema
{
    /// <summary>The table that lists the applied scripts.</summary>
    public const string VersionTable = "history_schema_versions";

    /// <summary>The scripts of a kind of database, oldest first.</summary>
    public static IReadOnlyList<SqlScript> Scripts(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. from name in assembly.GetManifestResourceNames()
               where name.StartsWith(folder + "/", StringComparison.Ordinal)
               orderby name
               select new SqlScript(name[(folder.Length + 1)..], Read(assembly, name)),
        ];
    }

    /// <summary>The names of the scripts that were applied to the database; none when it has no tables yet.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="tableExists">A query that gives one row when <see cref="VersionTable"/> exists.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<string>> ReadAppliedAsync(DbConnection connection, string tableExists, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = tableExists;
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is null or DBNull)
            return [];

        // DbUp names the column so on both databases, and PostgreSQL folds it to lower case.
        command.CommandText = $"SELECT ScriptName FROM {VersionTable}";
        var names = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>Whether nothing is to be done.</summary>
    /// <exception cref="HistoryException">The database was changed by a newer version of this program.</exception>
    public static bool IsCurrent(IReadOnlyList<SqlScript> scripts, IReadOnlyList<string> applied, string database)
    {
        var unknown = applied.Except(scripts.Select(s => s.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            throw new HistoryException(
                $"The history in {database} was written by a newer version of this program: it has {unknown[^1]}, the newest this version knows is "
                + $"{scripts[^1].Name}. Start the newer version, or restore a backup from before the upgrade.");
        }

        return applied.Count == scripts.Count;
    }

    /// <summary>Applies what is missing, each script in a transaction with its entry in the version table.</summary>
    /// <exception cref="HistoryException">A script failed; nothing of it was applied.</exception>
    public static void Upgrade(UpgradeEngineBuilder builder, IReadOnlyList<SqlScript> scripts, string database, ILogger logger)
    {
        var result = builder
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new HistoryUpgradeLog(logger))
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new HistoryException(
                $"The history in {database} cannot be upgraded: {result.ErrorScript?.Name ?? "connecting"} failed with: {result.Error.Message}",
                result.Error);
        }
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
