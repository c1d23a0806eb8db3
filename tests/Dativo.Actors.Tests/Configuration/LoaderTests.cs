using Dativo.Actors.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Dativo.Actors.Tests.Configuration;

public sealed class LoaderTests : IDisposable
{
    private static readonly DateTime Written = new(2026, 1, 31, 6, 0, 0, DateTimeKind.Utc);
    private readonly ConfigurationFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly RunnerConfigurationLoader _loader;

    public LoaderTests()
    {
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@daily'"));
        WriteJob("acme", Written);
        _loader = new RunnerConfigurationLoader(_folder.Options with { Clock = _clock });

        // Later than the files were last changed: their stamps say whether they were changed again.
        _clock.Advance(TimeSpan.FromMinutes(1));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unchanged_job_file_is_not_read_again() => Assert.Same(Job(), Job());

    [Fact]
    public void An_unchanged_definition_is_the_same() =>
        Assert.Same(_loader.Load("runner.yaml").Definition!.Schedules[0], _loader.Load("runner.yaml").Definition!.Schedules[0]);

    [SkippableFact]
    public void A_job_file_whose_time_was_set_back_is_read_again()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells when a file was last changed in any way.");
        _ = Job();
        WriteJob("evil", Written);
        Assert.Equal("evil", Job()!.TenantId);
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
        // The same length, and the same time in the steps that the file system counts in, would say nothing of a change since.
        File.SetLastWriteTimeUtc(_folder.Path("job.yaml"), _clock.GetUtcNow().UtcDateTime);
        Assert.NotSame(Job(), Job());

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(Job(), Job());
    }

    [Fact]
    public void A_job_file_that_appears_where_it_would_come_first_is_found()
    {
        Directory.CreateDirectory(_folder.Path("here"));
        var loader = new RunnerConfigurationLoader(_folder.Options with { CurrentDirectory = _folder.Path("here"), Clock = _clock });
        Assert.Equal("acme", JobOf(loader, _folder.Path("runner.yaml"))!.TenantId);

        _folder.Write("here/job.yaml", "tenant_id: globex\n");
        Assert.Equal("globex", JobOf(loader, _folder.Path("runner.yaml"))!.TenantId);
    }

    [Fact]
    public void A_variable_in_the_schedules_is_looked_up_each_time()
    {
        _folder.Variables["CRON"] = "@daily";
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: ${CRON}"));
        _ = _loader.Load("runner.yaml");

        _folder.Variables["CRON"] = "@hourly";
        Assert.Equal("cron 0 0 * * * * UTC", _loader.Load("runner.yaml").Definition!.Schedules[0].Rule.Fingerprint);
    }

    [Fact]
    public void What_is_beside_the_schedules_is_read_each_time()
    {
        _folder.Variables["KEY"] = "one";
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@daily'", "executor:\n  environment:\n    KEY: ${KEY}\n"));
        Assert.Equal("one", _loader.Load("runner.yaml").Definition!.Executor.Environment["KEY"]);

        _folder.Variables["KEY"] = "two";
        var definition = _loader.Load("runner.yaml").Definition!;
        Assert.Equal("two", definition.Executor.Environment["KEY"]);
        Assert.Equal("hourly", Assert.Single(definition.Schedules).Name);
    }

    [Fact]
    public void Warnings_come_each_time()
    {
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@daily'", "concurency_per_tenant: 1\n"));
        Assert.Single(_loader.Load("runner.yaml").Diagnostics);
        Assert.Single(_loader.Load("runner.yaml").Diagnostics);

        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@daily'\ncolour: red"));
        Assert.Single(_loader.Load("runner.yaml").Diagnostics);
        Assert.Single(_loader.Load("runner.yaml").Diagnostics);
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

    private JobDefinition? Job() => JobOf(_loader, "runner.yaml");

    private static JobDefinition? JobOf(RunnerConfigurationLoader loader, string file) => Assert.Single(loader.Load(file).Definition!.Schedules).Job;

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
