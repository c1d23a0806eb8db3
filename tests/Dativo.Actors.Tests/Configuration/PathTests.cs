using Dativo.Actors.Configuration;

namespace Dativo.Actors.Tests.Configuration;

public sealed class PathTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Paths_count_from_the_current_directory_first_then_from_the_file()
    {
        _folder.Write("here/shared.yaml", "tenant_id: of_here\n");
        _folder.Write("conf/shared.yaml", "tenant_id: of_the_file\n");
        _folder.Write("conf/beside.yaml", "tenant_id: beside\n");
        _folder.Write("conf/runner.yaml", "runner: {orchestrator: {schedules: [{name: a, config: shared.yaml, cron: '@daily'}, {name: b, config: beside.yaml, cron: '@daily'}]}}");
        var options = _folder.Options with { CurrentDirectory = _folder.Path("here") };

        var schedules = RunnerConfiguration.Load("../conf/runner.yaml", options).Definition!.Schedules;

        Assert.Equal(["of_here", "beside"], schedules.Select(schedule => schedule.Job!.TenantId));
    }

    [Fact]
    public void An_absolute_path_that_is_not_there_is_reported_with_the_map_that_may_help()
    {
        var result = _folder.Load("runner: {orchestrator: {schedules: [{name: a, config: /app/jobs/a.yaml, cron: '@daily'}]}}");

        Assert.Contains("--path-map /app=DIR", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
        Assert.Contains("--path-map /app=DIR", result.Definition!.Schedules[0].InvalidReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_leads_to_files_of_runner_and_job()
    {
        _folder.Write("jobs/a.yaml", "tenant_id: acme\nsource_connector_path: /app/connectors/csv.yaml\n");
        _folder.Write("connectors/csv.yaml", "type: csv\n");
        _folder.Options = _folder.Options with { PathMaps = [new PathMap("/app", ".")] };
        var result = _folder.Load("runner: {orchestrator: {schedules: [{name: a, config: /app/jobs/a.yaml, cron: '@daily'}]}}");

        Assert.Empty(result.Diagnostics);
        Assert.Equal("csv", result.Definition!.Schedules[0].Job!.ConnectorType);
        Assert.Equal(_folder.Path("jobs/a.yaml"), result.Definition.Schedules[0].ConfigFile);
    }

    [Fact]
    public void The_longest_map_that_fits_counts_and_only_whole_directories_fit()
    {
        _folder.Write("outer/x.yaml", "tenant_id: outer\n");
        _folder.Write("inner/x.yaml", "tenant_id: inner\n");
        _folder.Options = _folder.Options with { PathMaps = [new PathMap("/app", "outer"), new PathMap("/app/jobs", "inner")] };
        var result = _folder.Load("""
            runner:
              orchestrator:
                schedules:
                  - {name: a, config: /app/x.yaml, cron: '@daily'}
                  - {name: b, config: /app/jobs/x.yaml, cron: '@daily'}
                  - {name: c, config: /application/x.yaml, cron: '@daily'}
            """);

        Assert.Equal(["outer", "inner", null], result.Definition!.Schedules.Select(schedule => schedule.Job?.TenantId));
    }

    [Fact]
    public void A_map_that_leads_nowhere_is_said_so()
    {
        _folder.Options = _folder.Options with { PathMaps = [new PathMap("/app", "elsewhere")] };
        var result = _folder.Load("runner: {orchestrator: {schedules: [{name: a, config: /app/jobs/a.yaml, cron: '@daily'}]}}");

        Assert.Contains("(--path-map /app=elsewhere leads to elsewhere/jobs/a.yaml, which is not there)", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/app=.", "/app", ".")]
    [InlineData("/app/=/srv/app", "/app", "/srv/app")]
    [InlineData("/a=b=c", "/a", "b=c")]
    public void A_map_is_written_with_an_equals_sign(string text, string from, string to)
    {
        Assert.True(PathMap.TryParse(text, out var map, out _));
        Assert.Equal(new PathMap(from, to), map);
    }

    [Theory]
    [InlineData("/app")]
    [InlineData("=x")]
    [InlineData("/app=")]
    [InlineData("app=x")]
    public void A_map_of_another_form_is_refused(string text)
    {
        Assert.False(PathMap.TryParse(text, out _, out var error));
        Assert.Contains("/app=.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_the_bundled_engine_will_not_find_are_warned_of_and_no_other_engines()
    {
        _folder.Write("job.yaml", "tenant_id: acme\nsource_connector: csv\nasset_path: /app/assets/a.yaml\n");

        var warning = Assert.Single(_folder.LoadSchedule("cron: '@daily'").Diagnostics);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.StartsWith("job.yaml:3:13: warning: asset_path: no such file", warning.ToString(), StringComparison.Ordinal);
        Assert.Empty(_folder.LoadSchedule("cron: '@daily'\ncommand: [docker, run, image]").Diagnostics);
        Assert.Empty(_folder.LoadSchedule("cron: '@daily'", "executor: {command: [docker, run, image]}").Diagnostics);
    }
}
