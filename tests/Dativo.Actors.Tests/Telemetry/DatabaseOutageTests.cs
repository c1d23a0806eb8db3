using Akka.Pattern;
using Dativo.Actors.Telemetry;
using Npgsql;

namespace Dativo.Actors.Tests.Telemetry;

public sealed class DatabaseOutageTests
{
    public static TheoryData<Exception> Outages() =>
    [
        new NpgsqlException("Failed to connect to 127.0.0.1:5432"),
        new OpenCircuitException("Circuit Breaker is open; calls are failing fast"),
        new TimeoutException(),
        new InvalidOperationException("outer", new NpgsqlException("inner")),
        new AggregateException(new NpgsqlException("one"), new TimeoutException()),
        Error("57P01"),
        Error("53300"),
        Error("08006"),
        Error("DV001"),
    ];

    public static TheoryData<Exception> Others() =>
    [
        new InvalidOperationException("a mistake"),
        new AggregateException(new NpgsqlException("one"), new InvalidOperationException("a mistake")),
        Error("42P01"),
        Error("23505"),
        Error("DV002"),
    ];

    [Theory]
    [MemberData(nameof(Outages))]
    public void A_database_that_does_not_answer_explains_it(Exception exception) => Assert.True(DatabaseOutage.Explains(exception));

    [Theory]
    [MemberData(nameof(Others))]
    public void Anything_else_is_told(Exception exception) => Assert.False(DatabaseOutage.Explains(exception));

    [Fact]
    public void No_exception_explains_nothing() => Assert.False(DatabaseOutage.Explains(null));

    private static PostgresException Error(string state) => new("message", "ERROR", "ERROR", state);
}
