using CsCheck;
using Dativo.Actors.History;
using Dativo.Actors.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.History;

/// <summary>However the journal is cut into batches, and wherever the projection dies, the tables come out the same.</summary>
[Collection("PostgreSQL")]
public sealed class ProjectionPropertyTests(PostgresServer server)
{
    private static readonly Gen<int[]> Choices = Gen.Int[0, 100_000].Array[1, 120];

    private static readonly Gen<(int Size, int Fault)[]> Cuts = Gen.Select(Gen.Int[1, 40], Gen.Int[0, 5]).Array[1, 20];

    [Fact]
    public Task On_SQLite_batches_crashes_and_redelivery_change_nothing_in_the_tables() => Gen.Select(Choices, Cuts).SampleAsync(
        async (choices, cuts) =>
        {
            using var directory = new TempDirectory();
            Directory.CreateDirectory(directory.File("one"));
            Directory.CreateDirectory(directory.File("many"));
            await using var oneByOne = HistoryDatabase.Create(HistoryOptions.ForSqlite(directory.File("one"), directory.File("journal.db")), NullLogger.Instance);
            await using var inBatches = HistoryDatabase.Create(HistoryOptions.ForSqlite(directory.File("many"), directory.File("journal.db")), NullLogger.Instance);
            await CheckAsync(EventScript.Play(choices), cuts, oneByOne, inBatches);
        },
        iter: 60,
        threads: 1);

    [SkippableFact]
    public async Task On_PostgreSQL_batches_crashes_and_redelivery_change_nothing_in_the_tables()
    {
        server.SkipUnlessInstalled();
        await Gen.Select(Choices, Cuts).SampleAsync(
            async (choices, cuts) =>
            {
                await using var oneByOne = HistoryDatabase.Create(HistoryOptions.ForPostgreSql(await server.CreateDatabaseAsync()), NullLogger.Instance);
                await using var inBatches = HistoryDatabase.Create(HistoryOptions.ForPostgreSql(await server.CreateDatabaseAsync()), NullLogger.Instance);
                await CheckAsync(EventScript.Play(choices), cuts, oneByOne, inBatches);
            },
            iter: 8,
            threads: 1);
    }

    private static async Task CheckAsync(List<HistoryEnvelope> journal, (int Size, int Fault)[] cuts, HistoryDatabase oneByOne, HistoryDatabase inBatches)
    {
        await oneByOne.MigrateAsync(default);
        await inBatches.MigrateAsync(default);
        await ApplyOneByOneAsync(journal, oneByOne);
        await ApplyInBatchesAsync(journal, cuts, inBatches);
        Assert.Equal(await HistoryTables.ReadAsync(oneByOne), await HistoryTables.ReadAsync(inBatches));
    }

    private static async Task ApplyOneByOneAsync(List<HistoryEnvelope> journal, HistoryDatabase database)
    {
        await using var writer = database.CreateWriter();
        long offset = 0;
        foreach (var envelope in journal)
        {
            Assert.Equal(new WriteResult(true, 0), await writer.WriteAsync(RunProjection.Project([envelope]), offset, envelope.Ordering, default));
            offset = envelope.Ordering;
        }
    }

    private static async Task ApplyInBatchesAsync(List<HistoryEnvelope> journal, (int Size, int Fault)[] cuts, HistoryDatabase database)
    {
        var writer = database.CreateWriter();
        var done = 0;
        for (var i = 0; done < journal.Count; i++)
        {
            var (size, fault) = cuts[i % cuts.Length];
            var batch = journal.Skip(done).Take(size).ToList();
            var from = done == 0 ? 0 : journal[done - 1].Ordering;
            var to = batch[^1].Ordering;
            var changes = RunProjection.Project(batch);
            if (fault == 1)
            {
                // Dies in the middle of a transaction: the last row cannot be written, so no row must be.
                var broken = changes with { Specs = [.. changes.Specs, new SpecRow("acme", new JobSpec { Schedule = "s", ConfigFile = null! })] };
                await Assert.ThrowsAnyAsync<Exception>(() => writer.WriteAsync(broken, from, to, default));
            }

            if (fault == 2)
            {
                // Dies between two batches: another writer goes on from what the tables say.
                await writer.DisposeAsync();
                writer = database.CreateWriter();
                Assert.Equal(from, await writer.ReadOffsetAsync(default));
            }

            Assert.Equal(new WriteResult(true, 0), await writer.WriteAsync(changes, from, to, default));
            // Dies before it hears that the batch is in, and delivers it again.
            if (fault == 3)
                Assert.False((await writer.WriteAsync(changes, from, to, default)).Written);
            done += batch.Count;
        }

        await writer.DisposeAsync();
    }
}
