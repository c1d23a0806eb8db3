using Akka.Pattern;
using Akka.Persistence;
using Npgsql;

namespace Dativo.Actors.Telemetry;

/// <summary>
/// What every actor that needs the database meets while it does not answer. The membership tells of that once, for all of
/// them; each one's own story is of no use to anybody.
/// </summary>
public static class DatabaseOutage
{
    /// <summary>Whether an exception says no more than that the database does not answer, or takes nothing from this node any more.</summary>
    public static bool Explains(Exception? exception) => exception switch
    {
        null => false,
        OpenCircuitException or RecoveryTimedOutException or OperationCanceledException or TimeoutException => true,
        PostgresException error => error.SqlState is "DV001" || error.SqlState.StartsWith("57P", StringComparison.Ordinal) || error.SqlState[..2] is "08" or "53",
        NpgsqlException => true,
        AggregateException many => many.InnerExceptions.All(Explains),
        _ => Explains(exception.InnerException),
    };
}
