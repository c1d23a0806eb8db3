using System.Collections.Immutable;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Ceilings;

/// <summary>A row as the product's journal has it: an event of a tenant.</summary>
/// <param name="PersistenceId">Whose event.</param>
/// <param name="SequenceNumber">Its number among the events of the same, from 1.</param>
/// <param name="Message">The event.</param>
/// <param name="Manifest">Its kind.</param>
internal sealed record JournalRow(string PersistenceId, long SequenceNumber, byte[] Message, string Manifest)
{
    /// <summary>Its serializer.</summary>
    public const int Identifier = 1101;

    /// <summary>Who writes: the same for all rows of a process.</summary>
    public static string Writer { get; } = new('a', 32);

    // What a run adds to the journal, with the size in bytes that it has for a manual run of a job that succeeds: queued, started, ended.
    private static readonly ImmutableArray<(string Manifest, int Size)> Events = [("TQ1", 98), ("TA1", 77), ("TE1", 37)];

    /// <summary>How many rows a run adds.</summary>
    public static int PerRun => Events.Length;

    /// <summary>The rows of many runs, over the tenants of <see cref="RunNow"/>.</summary>
    public static ImmutableArray<JournalRow> OfRuns(int runs)
    {
        var random = new Random(1);
        var written = new long[RunNow.Tenants];
        var rows = ImmutableArray.CreateBuilder<JournalRow>(runs * PerRun);
        for (var run = 0; run < runs; run++)
        {
            foreach (var (manifest, size) in Events)
            {
                var message = new byte[size];
                random.NextBytes(message);
                rows.Add(new JournalRow($"tenant-{RunNow.TenantOf(run)}", ++written[run % RunNow.Tenants], message, manifest));
            }
        }

        return rows.MoveToImmutable();
    }
}
