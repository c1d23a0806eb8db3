using System.Collections.Immutable;

namespace Dativo.Benchmarks.Harness;

/// <summary>
/// Measures scenarios: in each round every contestant does the work once, one after another, so that a machine that is slow for a while
/// is slow for all.
/// </summary>
internal sealed class Measurement(MeasurementOptions options, PostgresServer? postgres, ProgressLine progress)
{
    /// <summary>Measures one scenario.</summary>
    public async Task<Report> OfAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var leftOut = ImmutableArray.CreateBuilder<string>();
        var entries = Entries(scenario, leftOut);
        var samples = entries.ToDictionary(static entry => entry, static _ => new List<Sample?>());
        var errors = new Dictionary<(Contestant, Database), string>();
        for (var round = 1; round <= options.Repeat; round++)
        {
            foreach (var entry in entries)
            {
                var (contestant, database) = entry;
                progress.Say($"{scenario.Name} · {contestant.Name} · {DatabaseNames.Of(database)} · round {round} of {options.Repeat}");
                try
                {
                    samples[entry].Add(await new ContestantProcess(scenario, contestant, database, options.Scale, progress).RunAsync(postgres, cancellationToken));
                }
                catch (BenchmarkException exception)
                {
                    samples[entry].Add(null);
                    errors[entry] = exception.Message;
                    progress.Note($"{scenario.Name} · {contestant.Name} · {DatabaseNames.Of(database)} failed: {exception.Message}");
                }
            }
        }

        progress.Clear();
        var outcomes = entries.Select(entry => new Outcome(entry.Contestant.Name, entry.Database, [.. samples[entry]], errors.GetValueOrDefault(entry)));
        return new Report(scenario, options.Scale, [.. outcomes], leftOut.ToImmutable());
    }

    private ImmutableArray<(Contestant Contestant, Database Database)> Entries(Scenario scenario, ImmutableArray<string>.Builder leftOut)
    {
        var entries = ImmutableArray.CreateBuilder<(Contestant, Database)>();
        foreach (var database in Enum.GetValues<Database>())
        {
            foreach (var contestant in scenario.Contestants.Where(contestant => contestant.Databases.Contains(database)))
            {
                if (options.Contestants.Length > 0 && !options.Contestants.Contains(contestant.Name))
                    continue;
                if (database != Database.None && options.Database is { } only && only != database)
                    continue;
                if (database == Database.Postgres && postgres is null)
                    leftOut.Add($"{contestant.Name} on PostgreSQL was not measured: {Testing.PostgresBinaries.Missing}.");
                else
                    entries.Add((contestant, database));
            }
        }

        return entries.ToImmutable();
    }
}
