using Dativo.Actors.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Dativo.Actors.Tests.Configuration;

public sealed class LoaderTests : IDisposable
{
    private static readonly DateTime Written = new(2026, 1, 31, 6, 0, 0, DateTimeKind.Utc);
    private readonly ConfigurationFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Written.AddHours(1));
    private readonly RunnerConfigurationLoader _loader;

    public LoaderTests()
    {
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@daily'"));
        WriteJob("acme", Written);
        _loader = new RunnerConfigurationLoader(_folder.Options with { Clock = _clock });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unchanged_job_file_is_not_read_again()
    {
        var first = Job();

        // The same length and time: only one that reads the file could tell.
        WriteJob("evil", Written);
        Assert.Same(first, Job());
    }

    [Fact]
    public void A_changed_job_file_is_read_again()
    {
        _ = Job();
        WriteJob("evil", Written.AddSeconds(1));
        Assert.Equal("evil", Job()!.TenantId);
        WriteJob("longer", Written.AddSeconds(1));
        Assert.Equal("longer", Job()!.TenantId);
    }

    [Fact]
    public void A_job_file_written_to_a_moment_ago_is_read_again()
    {
        _clock.SetUtcNow(Written.AddHours(2));
        WriteJob("acme", Written.AddHours(2));
        _ = Job();
        WriteJob("evil", Written.AddHours(2));
        Assert.Equal("evil", Job()!.TenantId);
    }

    [Fact]
    public void A_changed_connector_file_is_read_again()
    {
        WriteConnector("csv", Written);
        _folder.Write("job.yaml", "tenant_id: acme\nsource_connector_path: connector.yaml\n");
        File.SetLastWriteTimeUtc(_folder.Path("job.yaml"), Written);

        Assert.Equal("csv", Job()!.ConnectorType);
        WriteConnector("stripe", Written);
        Assert.Equal("stripe", Job()!.ConnectorType);
    }

    [Fact]
    public void A_job_file_that_goes_and_comes_back_is_noticed()
    {
        _ = Job();
        File.Delete(_folder.Path("job.yaml"));
        Assert.Null(Job());
        WriteJob("acme", Written);
        Assert.Equal("acme", Job()!.TenantId);
    }

    [Fact]
    public void A_broken_runner_file_gives_no_definition_and_a_mended_one_does()
    {
        Assert.NotNull(_loader.Load("runner.yaml").Definition);
        _folder.Write("runner.yaml", "runner: [");
        Assert.Null(_loader.Load("runner.yaml").Definition);
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@hourly'"));
        Assert.Equal("@hourly", _loader.Load("runner.yaml").Definition!.Schedules[0].RuleText);
    }

    [Fact]
    public void Many_schedules_share_one_reading_of_their_job_file()
    {
        var schedules = string.Concat(Enumerable.Range(0, 2_000).Select(index => $"      - {{name: s{index}, config: job.yaml, cron: '{index % 60} * * * *'}}\n"));
        _folder.Write("runner.yaml", "runner:\n  orchestrator:\n    schedules:\n" + schedules);

        var definition = _loader.Load("runner.yaml").Definition!;

        Assert.Equal(2_000, definition.Schedules.Length);
        Assert.All(definition.Schedules, schedule => Assert.Same(definition.Schedules[0].Job, schedule.Job));
        Assert.Equal(Enumerable.Range(0, 2_000).Select(index => $"s{index}"), definition.Schedules.Select(schedule => schedule.Name));
    }

    [Fact]
    public void A_load_can_be_ended_early()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => _loader.Load("runner.yaml", cancellation.Token));
    }

    private JobDefinition? Job() => Assert.Single(_loader.Load("runner.yaml").Definition!.Schedules).Job;

    private void WriteJob(string tenant, DateTime written)
    {
        _folder.Write("job.yaml", $"tenant_id: {tenant}\n");
        File.SetLastWriteTimeUtc(_folder.Path("job.yaml"), written);
    }

    private void WriteConnector(string type, DateTime written)
    {
        _folder.Write("connector.yaml", $"type: {type}\n");
        File.SetLastWriteTimeUtc(_folder.Path("connector.yaml"), written);
    }
}
