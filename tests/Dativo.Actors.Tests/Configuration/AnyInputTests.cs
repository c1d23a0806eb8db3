using System.Text;
using CsCheck;
using Dativo.Actors.Configuration;

namespace Dativo.Actors.Tests.Configuration;

/// <summary>Whatever a file holds: no exception, and either a definition or an error.</summary>
public sealed class AnyInputTests : IDisposable
{
    private const string Runner = """
        runner:
          mode: orchestrated
          orchestrator:
            type: dagster
            concurrency_per_tenant: 2
            tenants: {acme: {concurrency: 1, max_queued_runs: 5}}
            executor: &executor
              command: ["dativo", "run", "{config}"]
              environment: {A: "${HOME:-x}"}
              kill_grace_seconds: 1.5
            schedules:
              - &one
                name: one
                config: job.yaml
                cron: "0 9 * * 1-5"
                timezone: Europe/Berlin
                tags: {team: data, tier: 1}
              - <<: *one
                name: two
              - name: three
                config: 'job.yaml'
                interval_seconds: 3600
                anchor: 2026-01-31T06:00:00Z
                description: |
                  many
                  lines
        """;

    private const string Job = """
        tenant_id: acme
        source_connector: csv
        retry_config:
          max_retries: 3
          retryable_exit_codes: [1, 2]
          retryable_error_patterns: ["a+b", 'c\d']
        logging: {level: INFO, redaction: true}
        """;

    /// <summary>What breaks YAML and the values in it, and what the pieces of a file are made of.</summary>
    private static readonly string[] Pieces =
        ["\t", "\n", "  ", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "<<: ", "!!int ", "!x ", "|", ">", "'", "\"", "#", "%", "---\n", "...\n", "? ", "${", "}", "${X}", "null", "-1", "1e9", ".5", "\0", "\u0085", "\uFEFF", "\\u0000", "\"\\uD800\"", "@", "`", ",", "yes", "schedules", "0_", "99999999999999999999999999999"];

    private static readonly Gen<string> Piece = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]);

    private static readonly Gen<byte[]> Bytes = Gen.OneOf(Gen.Byte.Array[0, 200], Gen.String.Select(Encoding.UTF8.GetBytes), Piece.Array[0, 60].Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces))));

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_seeds_of_the_mutations_are_valid()
    {
        Assert.Empty(LoadRunner(Encoding.UTF8.GetBytes(Runner)).Diagnostics);
        Assert.Empty(LoadJob(Encoding.UTF8.GetBytes(Job)).Diagnostics);
    }

    [Fact]
    public void Any_bytes_give_a_definition_or_an_error() => Bytes.Sample(Check, iter: 1_000, threads: 1, print: Convert.ToBase64String);

    [Fact]
    public void Any_mutation_of_a_runner_file_gives_a_definition_or_an_error() =>
        Mutations(Runner).Sample(text => Check(Encoding.UTF8.GetBytes(text)), iter: 1_000, threads: 1);

    [Fact]
    public void Any_mutation_of_a_job_file_gives_a_job_or_an_error() =>
        Mutations(Job).Sample(text => Check(Encoding.UTF8.GetBytes(text)), iter: 1_000, threads: 1);

    private static Gen<string> Mutations(string text) =>
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 6], Gen.OneOf(Piece, Gen.String[0, 5], Gen.Int[0, text.Length - 10].Select(at => text.Substring(at, 9)))).Array[1, 4]
            .Select(changes => changes.Aggregate(text, (current, change) =>
            {
                var at = Math.Min(change.Item1, current.Length);
                return current[..at] + change.Item3 + current[Math.Min(current.Length, at + change.Item2)..];
            }));

    private void Check(byte[] bytes)
    {
        var runner = LoadRunner(bytes);
        Assert.True(runner.Definition is not null || runner.HasErrors);
        foreach (var schedule in runner.Definition?.Schedules ?? [])
        {
            Assert.Equal(schedule.Job is null, schedule.InvalidReason is not null);
            _ = schedule.Rule.NextAfter(DateTimeOffset.UnixEpoch);
        }

        var job = LoadJob(bytes);
        Assert.NotEqual(job.Job is null, !job.HasErrors);
        Assert.All(runner.Diagnostics.Concat(job.Diagnostics), diagnostic =>
        {
            Assert.False(string.IsNullOrWhiteSpace(diagnostic.Message));
            Assert.DoesNotContain('\n', diagnostic.ToString());
            Assert.InRange(diagnostic.Line, 0, bytes.Length + 1);
        });
    }

    private LoadResult LoadRunner(byte[] bytes)
    {
        _folder.Write("runner.yaml", bytes);
        _folder.Write("job.yaml", Job);
        return RunnerConfiguration.Load("runner.yaml", _folder.Options);
    }

    private JobLoadResult LoadJob(byte[] bytes)
    {
        _folder.Write("some.yaml", bytes);
        return RunnerConfiguration.LoadJob("some.yaml", _folder.Options);
    }
}
