using System.Text;
using Dativo.Actors.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Dativo.Actors.Tests.Configuration;

/// <summary>What a start keeps for the next one: a shortcut that must never show, save in time.</summary>
public sealed class KeptConfigurationTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    public KeptConfigurationTests()
    {
        // Later than the files were last changed: their stamps say whether they were changed again.
        _clock.Advance(TimeSpan.FromMinutes(1));
        _folder.Options = _folder.Options with { Clock = _clock };
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@daily'\ntimezone: Europe/Berlin\npriority: 3\ntags:\n  team: blue\ncommand: [load, '{config}']\ndescription: Every day."));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_known_is_what_the_files_say()
    {
        _folder.Write("job.yaml", "tenant_id: acme\nsource_connector: csv\nasset: orders\nretry_config: {max_retries: 2, retryable_error_patterns: [time]}\nlogging: {level: DEBUG}\n");
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("interval_seconds: 90\nanchor: 2026-01-31T06:00:00Z\njitter_seconds: 5\ncatchup_window_seconds: 60\nenabled: false"));
        var first = Start();

        var known = Loader();
        Assert.NotNull(known.TryLoadHead("runner.yaml"));
        var second = Assert.Single(known.Load("runner.yaml").Definition!.Schedules);
        Assert.Equal(first.Rule.Fingerprint, second.Rule.Fingerprint);
        Assert.Equal(first.Job, second.Job);
        Assert.Equal(first.Settings, second.Settings);
        Assert.Equal((first.Name, first.RuleText, first.Timezone, first.ConfigFile), (second.Name, second.RuleText, second.Timezone, second.ConfigFile));
    }

    [Fact]
    public void Words_of_a_schedule_are_kept()
    {
        _ = Start();
        var known = Assert.Single(Loader().Load("runner.yaml").Definition!.Schedules);
        Assert.Equal("blue", known.CustomTags["team"]);
        Assert.Equal(["load", "{config}"], known.Command!.Value.ToArray());
        Assert.Equal(("Every day.", 3), (known.Description, known.Priority));
        Assert.Equal("cron 0 0 0 * * * Europe/Berlin", known.Rule.Fingerprint);
    }

    [Fact]
    public void A_changed_job_file_is_read()
    {
        _ = Start();
        _folder.Write("job.yaml", "tenant_id: evil\nsource_connector: csv\n");
        Assert.Equal("evil", Start().Job!.TenantId);
    }

    [Fact]
    public void A_job_file_that_breaks_says_so()
    {
        _ = Start();
        _folder.Write("job.yaml", "tenant: evil\n");
        var result = Loader().Load("runner.yaml");
        Assert.NotNull(Assert.Single(result.Definition!.Schedules).InvalidReason);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic is { Severity: Severity.Error, File: "job.yaml" });
    }

    [Fact]
    public void A_changed_runner_file_is_read()
    {
        _ = Start();
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@hourly'"));
        Assert.Null(Loader().TryLoadHead("runner.yaml"));
        Assert.Equal("@hourly", Start().RuleText);
    }

    [Fact]
    public void A_job_file_that_is_gone_is_looked_for_where_it_came_second()
    {
        Directory.CreateDirectory(_folder.Path("here"));
        _folder.Write("here/job.yaml", "tenant_id: globex\n");
        _folder.Options = _folder.Options with { CurrentDirectory = _folder.Path("here") };
        Assert.Equal("globex", Start().Job!.TenantId);

        File.Delete(_folder.Path("here/job.yaml"));
        Assert.Equal("acme", Start().Job!.TenantId);

        _folder.Write("here/job.yaml", "tenant_id: initech\n");
        Assert.Equal("initech", Start().Job!.TenantId);
    }

    [Fact]
    public void What_a_variable_decides_is_looked_up_again()
    {
        _folder.Variables["TENANT"] = "acme";
        _folder.Write("job.yaml", "tenant_id: ${TENANT}\nsource_connector: csv\n");
        Assert.Equal("acme", Start().Job!.TenantId);

        _folder.Variables["TENANT"] = "globex";
        Assert.Equal("globex", Start().Job!.TenantId);
    }

    [Fact]
    public void What_is_beside_the_schedules_is_read_each_time()
    {
        WriteRunnerWithEnvironment();
        _folder.Variables["KEY"] = "one";
        Assert.NotNull(Start());

        _folder.Variables["KEY"] = "two";
        Assert.Equal("two", Loader().TryLoadHead("runner.yaml")!.Executor.Environment["FROM"]);
        Assert.Equal("two", Loader().Load("runner.yaml").Definition!.Executor.Environment["FROM"]);

        _folder.Variables.Remove("KEY");
        Assert.Null(Loader().TryLoadHead("runner.yaml"));
        var broken = Assert.Single(Loader().Load("runner.yaml").Diagnostics);
        Assert.Equal(10, broken.Line);
    }

    [Fact]
    public void No_secret_is_kept_and_nobody_else_can_read_it()
    {
        _folder.Variables["KEY"] = "hidden-value";
        WriteRunnerWithEnvironment();
        _folder.Write("job.yaml", "tenant_id: acme\nsource_connector: csv\nasset: ${KEY}\npassword: in-the-file\n");
        _ = Start();

        var kept = Encoding.UTF8.GetString(File.ReadAllBytes(KeptFile));
        Assert.Contains("hourly", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-value", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("in-the-file", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("written-there", kept, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeptFile));
    }

    [Fact]
    public void A_file_that_is_broken_counts_for_nothing()
    {
        _ = Start();
        var whole = File.ReadAllBytes(KeptFile);
        for (var at = 0; at < whole.Length; at += 7)
        {
            var broken = whole.ToArray();
            broken[at] ^= 0x10;
            File.WriteAllBytes(KeptFile, broken);
            Assert.Equal("acme", Assert.Single(Loader().Load("runner.yaml").Definition!.Schedules).Job!.TenantId);
            File.WriteAllBytes(KeptFile, whole[..at]);
            Assert.Equal("acme", Assert.Single(Loader().Load("runner.yaml").Definition!.Schedules).Job!.TenantId);
        }

        _ = Start();
        Assert.NotNull(Loader().TryLoadHead("runner.yaml"));
    }

    [Fact]
    public void Other_directories_are_other_files()
    {
        _ = Start();
        _folder.Options = _folder.Options with { PathMaps = [new PathMap("/app", "elsewhere")] };
        Assert.Null(Loader().TryLoadHead("runner.yaml"));
    }

    [Fact]
    public void A_warning_comes_at_each_start_and_when_a_path_leads_nowhere_later()
    {
        _folder.Write("asset.yaml", "name: orders\n");
        _folder.Write("job.yaml", "tenant_id: acme\nsource_connector: csv\nasset_path: asset.yaml\n");
        _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@daily'"));
        _ = Start();
        Assert.Empty(Loader().Load("runner.yaml").Diagnostics);

        File.Delete(_folder.Path("asset.yaml"));
        for (var start = 0; start < 2; start++)
        {
            var loader = Loader();
            Assert.Equal("asset_path", Assert.Single(loader.Load("runner.yaml").Diagnostics).Key);
            loader.Keep();
        }
    }

    [Fact]
    public void A_runner_file_written_to_a_moment_ago_is_kept_a_little_later()
    {
        File.SetLastWriteTimeUtc(_folder.Path("runner.yaml"), _clock.GetUtcNow().UtcDateTime);
        var loader = Loader();
        _ = loader.Load("runner.yaml");
        Assert.False(loader.Keep());

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(loader.Keep());
        Assert.NotNull(Loader().TryLoadHead("runner.yaml"));
    }

    private string KeptFile => _folder.Path("kept");

    private RunnerConfigurationLoader Loader() => new(_folder.Options, KeptFile);

    /// <summary>Loads as a node does that starts, and keeps what it has read.</summary>
    private ScheduleDefinition Start()
    {
        var loader = Loader();
        var definition = loader.Load(_folder.Path("runner.yaml")).Definition;
        Assert.True(loader.Keep());
        return Assert.Single(definition!.Schedules);
    }

    private void WriteRunnerWithEnvironment() => _folder.Write(
        "runner.yaml",
        "runner:\n  orchestrator:\n    schedules:\n      - name: hourly\n        config: job.yaml\n        cron: '@hourly'\n    executor:\n      environment:\n        PLAIN: written-there\n        FROM: ${KEY}\n");
}
