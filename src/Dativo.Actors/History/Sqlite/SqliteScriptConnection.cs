using System.Text.RegularExpressions;
using DbUp.Sqlite;
using DbUp.Sqlite.Helpers;

namespace Dativo.Actors.History.Sqlite;

/// <summary>
/// Runs a script one statement at a time; a statement ends with a semicolon at the end of a line. In one command, a statement
/// that gives a result (adding a column to a STRICT table does, for its own check) hides the errors of those after it, and a
/// migration would count as done that is not.
/// </summary>
internal sealed partial class SqliteScriptConnection(SharedConnection connection) : SqliteConnectionManager(connection)
{
    public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents) =>
        EndOfStatement.Split(scriptContents).Where(statement => !string.IsNullOrWhiteSpace(statement));

    [GeneratedRegex(@";\s*$", RegexOptions.Multiline)]
    private static partial Regex EndOfStatement { get; }
}
