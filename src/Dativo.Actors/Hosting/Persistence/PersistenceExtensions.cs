using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;

namespace Dativo.Actors.Hosting.Persistence;

/// <summary>Where actors keep their events.</summary>
internal static class PersistenceExtensions
{
    /// <summary>Keeps events and snapshots in an SQLite file, which is created if need be.</summary>
    public static AkkaConfigurationBuilder WithSqliteJournal(this AkkaConfigurationBuilder builder, string file)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = true, DefaultTimeout = 30 }.ToString();
        SqliteJournalTables.Create(connectionString);
        var options = new DataOptions()
            .UseConnectionString(ProviderName.SQLiteMS, connectionString)
            .UseDataProvider(SQLiteTools.GetDataProvider(SQLiteProvider.Microsoft))
            .UseConnectionFactory(_ => new YieldingSqliteConnection(connectionString));

        return builder.WithSqlJournal("SQLite.MS", options, () => new SqliteEventStore(connectionString));
    }

    /// <summary>Keeps events and snapshots in PostgreSQL, in the tables that the history's migration makes.</summary>
    public static AkkaConfigurationBuilder WithPostgreSqlJournal(this AkkaConfigurationBuilder builder, string connectionString)
    {
        var options = new DataOptions().UseConnectionString(ProviderName.PostgreSQL15, connectionString);
        return builder.WithSqlJournal("PostgreSQL.15", options, () => new PostgreSqlEventStore(connectionString));
    }

    private static AkkaConfigurationBuilder WithSqlJournal(this AkkaConfigurationBuilder builder, string provider, DataOptions options, Func<EventStore> events)
    {
        builder.AddHocon(
            $$"""
            akka.persistence {
              journal {
                plugin = "akka.persistence.journal.sql"
                auto-start-journals = ["akka.persistence.journal.sql"]
                sql {
                  class = "{{typeof(EventJournal).AssemblyQualifiedName}}"
                  auto-initialize = off
                  provider-name = "{{provider}}"
                }
              }
              snapshot-store {
                plugin = "akka.persistence.snapshot-store.sql"
                auto-start-snapshot-stores = ["akka.persistence.snapshot-store.sql"]
                sql {
                  class = "{{typeof(EventSnapshotStore).AssemblyQualifiedName}}"
                  auto-initialize = off
                  provider-name = "{{provider}}"
                }
              }
              query.journal.sql.provider-name = "{{provider}}"
            }
            """,
            HoconAddMode.Prepend);
        builder.AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);
        builder.AddSetup(new DataOptionsSetup(options));
        builder.AddSetup(new EventStoreSetup(events));

        // The journal takes a while to start: it does so while the cluster forms, not when the first actor asks for it.
        builder.WithActors((system, _) => Akka.Persistence.Persistence.Instance.Apply(system));
        return builder;
    }
}
