using Dativo.Actors.History;
using Microsoft.Extensions.DependencyInjection;

namespace Dativo.Actors.Tests.History;

public sealed class HistoryOptionsTests
{
    [Fact]
    public void Good_options_have_no_errors()
    {
        Assert.Empty(HistoryOptions.ForSqlite("/data", "/data/journal.db").Validate());
        Assert.Empty(HistoryOptions.ForPostgreSql("Host=db;Database=dativo;Username=u;Password=p").Validate());
    }

    [Fact]
    public void All_errors_come_at_once_when_the_service_is_added()
    {
        var options = HistoryOptions.ForSqlite("/data", "/data/history.db") with
        {
            BatchSize = 0,
            BatchInterval = TimeSpan.FromSeconds(-1),
            BusyInterval = TimeSpan.FromSeconds(-1),
            BusyBatch = 0,
            PollInterval = TimeSpan.Zero,
            MinBackoff = TimeSpan.FromSeconds(9),
            MaxBackoff = TimeSpan.FromSeconds(8),
            GapPatience = TimeSpan.Zero,
        };

        var error = Assert.Throws<HistoryException>(() => new ServiceCollection().AddDativoHistory(options));

        foreach (var name in new[] { "ConnectionString", "BatchSize", "BatchInterval", "BusyInterval", "BusyBatch", "PollInterval", "MaxBackoff", "GapPatience" })
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Database=d")]
    [InlineData("Host=db;Port=geheim")]
    [InlineData("Host=db;Pasword=geheim")]
    public void A_wrong_connection_string_is_an_error_that_does_not_repeat_it(string connectionString)
    {
        var errors = HistoryOptions.ForPostgreSql(connectionString).Validate();

        Assert.Equal(2, errors.Count);
        Assert.All(errors, e => Assert.DoesNotContain("geheim", e, StringComparison.Ordinal));
    }
}
