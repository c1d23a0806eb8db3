using Dativo.Actors.History;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.History;

public sealed class SqliteHistoryStoreTests : HistoryStoreTests
{
    private readonly TempDirectory _directory = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    private protected override Task<HistoryDatabase?> CreateAsync() => Task.FromResult<HistoryDatabase?>(
        HistoryDatabase.Create(HistoryOptions.ForSqlite(_directory.Path, _directory.File("journal.db")), NullLogger.Instance));
}
