namespace Dativo.Ingest.Tests;

public class JobFileTests
{
    private static async Task<string[]> ErrorsAsync(string job, string? asset = null, params (string Name, string Value)[] environment)
    {
        using var test = new TestJob(job, asset).Data(TestJob.Header);
        foreach (var (name, value) in environment)
            test.Environment[name] = value;
        Assert.Equal(2, await test.RunAsync());
        Assert.Empty(test.Files);
        return test.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    [Fact]
    public async Task All_errors_come_at_once_each_at_its_place()
    {
        var errors = await ErrorsAsync("""
            source_connector: stripe
            asset: ../up
            asset_path: nowhere.yaml
            schema_validation_mode: loose
            source:
              files:
                - delimiter: ab
            target:
              warehouse: s3://lake/acme
              parquet_target_size_mb: 0
              file_format: csv
            """);

        Assert.Equal(
            ["job.yaml:1:1: tenant_id: missing (expected the id of the tenant the job belongs to)",
             "job.yaml:1:19: source_connector: 'stripe' is not a source the bundled engine reads (expected csv; other sources need a command of their own in the runner's executor.command)",
             "job.yaml:7:7: source.files[0].path: missing (expected the path of a CSV file)",
             "job.yaml:7:18: source.files[0].delimiter: 'ab' is not a single ASCII character other than a letter or digit (expected for example ',', ';', '|' or '\\t')",
             "job.yaml:4:25: schema_validation_mode: 'loose' is not a mode (expected strict or warn)"],
            errors[..5]);
        Assert.StartsWith("job.yaml:3:13: asset_path: nowhere.yaml: no such file; looked in ", errors[5]);
        Assert.StartsWith("job.yaml:2:8: asset: '../up' cannot be the name of a directory", errors[6]);
        Assert.Equal(
            ["job.yaml:9:14: target.warehouse: 's3://lake/acme' is not a local directory (the bundled engine writes into a path or file:///... only)",
             "job.yaml:11:16: target.file_format: 'csv' is not a format the bundled engine writes (expected parquet)",
             "job.yaml:10:27: target.parquet_target_size_mb: '0' is not a whole number (expected 1 to 16384)"],
            errors[7..10]);
        Assert.StartsWith("ConfigurationError: 10 errors in the job's files, the first: job.yaml:1:1: tenant_id", errors[^1]);
    }

    [Theory]
    [InlineData("", "ConfigurationError: job.yaml: the file is empty")]
    [InlineData("- a", "ConfigurationError: job.yaml:1:1: expected a mapping of keys, found a list")]
    [InlineData("a: [", "ConfigurationError: job.yaml:2:1: not valid YAML: ")]
    [InlineData("a: *nowhere", "ConfigurationError: job.yaml:1:4: not valid YAML: there is no anchor 'nowhere' before this alias")]
    [InlineData("a:\n\tb: 1", "ConfigurationError: job.yaml:1:1: not valid YAML: ")]
    public async Task A_file_that_is_no_job_is_one_error(string job, string expected) =>
        Assert.StartsWith(expected, Assert.Single(await ErrorsAsync(job)));

    [Fact]
    public async Task A_duplicate_key_is_told() =>
        Assert.StartsWith("ConfigurationError: job.yaml:11:1: asset: the key occurs twice", (await ErrorsAsync(TestJob.Job("asset: again")))[0]);

    [Fact]
    public async Task Deep_nesting_is_refused() =>
        Assert.Contains("nested more than 64 levels deep", (await ErrorsAsync(new string('[', 100_000)))[0]);

    [Fact]
    public async Task A_missing_job_file_is_told()
    {
        using var job = new TestJob();
        File.Delete(Path.Combine(job.Directory, "job.yaml"));

        Assert.Equal(2, await job.RunAsync());

        Assert.Equal("ConfigurationError: job.yaml: no such file", job.ErrorText.TrimEnd());
    }

    [Fact]
    public async Task A_missing_variable_is_named() =>
        Assert.Equal(
            "ConfigurationError: job.yaml:8:13: source.files[0].path: the environment variable EXPORT_DIR is not set (set it, or give a default: ${EXPORT_DIR:-...})",
            (await ErrorsAsync(TestJob.Job(file: "- path: ${EXPORT_DIR}/data.csv")))[0]);

    [Fact]
    public async Task The_value_of_a_variable_is_never_told() =>
        Assert.Equal(
            "ConfigurationError: job.yaml:11:25: schema_validation_mode: '${MODE}' is not a mode (expected strict or warn)",
            (await ErrorsAsync(TestJob.Job("schema_validation_mode: ${MODE}"), null, ("MODE", "s3cret")))[0]);

    [Fact]
    public async Task Variables_and_their_defaults_expand()
    {
        using var job = new TestJob(TestJob.Job(file: "- path: ${DIR:-wrong}/data-${DATIVO_ATTEMPT:-3}.csv"));
        Directory.CreateDirectory(Path.Combine(job.Directory, "sub"));
        job.Data(TestJob.Header + "1,,,,,\n", Path.Combine("sub", "data-3.csv"));
        job.Environment["DIR"] = "sub";

        Assert.Equal(0, await job.RunAsync());

        job.Environment["DATIVO_ATTEMPT"] = "1";
        Assert.Equal(2, await job.RunAsync());
        Assert.StartsWith("SourceNotFound: ", job.ErrorText);
    }

    [Fact]
    public async Task The_connector_may_be_named_in_a_file_which_also_gives_defaults()
    {
        using var job = new TestJob(TestJob.Job().Replace("source_connector: csv", "source_connector_path: csv.yaml"));
        job.Write("csv.yaml", "name: files\ntype: csv\ndefault_engine:\n  options:\n    native: { delimiter: ';' }\n");
        job.Data("id;name\n1;a\n");

        Assert.Equal(0, await job.RunAsync());

        Assert.Equal("a", (await job.RowsAsync()).Single()[1]);
    }

    [Fact]
    public async Task A_path_of_a_container_is_mapped()
    {
        using var job = new TestJob(TestJob.Job().Replace("asset_path: asset.yaml", "asset_path: /app/assets/asset.yaml")).Data(TestJob.Header + "1,,,,,\n");
        Assert.Equal(2, await job.RunAsync());
        Assert.Contains("--path-map /app=DIR", job.ErrorText);

        Directory.CreateDirectory(Path.Combine(job.Directory, "project", "assets"));
        job.Write(Path.Combine("project", "assets", "asset.yaml"), TestJob.Schema);
        job.Environment["DATIVO_PATH_MAP"] = "/app=project";

        Assert.Equal(0, await job.RunAsync());
    }

    [Fact]
    public async Task A_file_URI_names_the_target()
    {
        using var job = new TestJob();
        job.Write("job.yaml", TestJob.Job(target: $"warehouse: {new Uri(Path.Combine(job.Directory, "out")).AbsoluteUri}"));
        job.Data(TestJob.Header + "1,,,,,\n");

        Assert.Equal(0, await job.RunAsync());

        Assert.Single(job.Files);
    }

    [Fact]
    public async Task An_unknown_partition_column_is_told() =>
        Assert.Equal(
            "ConfigurationError: job.yaml:11:24: target.partitioning: 'country' is not a column of the asset (expected ingest_date or one of id, name, price, good, day, at)",
            (await ErrorsAsync(TestJob.Job(target: "connection: { path: out }\n  partitioning: [name, country]")))[0]);

    [Theory]
    [InlineData("asset:\n  name: things\n  schema:\n    - { name: id, type: integer, required: true }\n")]
    [InlineData("name: things\nschema:\n  - { name: id, type: integer, required: true }\n")]
    [InlineData("schema:\n  - name: things\n    properties:\n      - { name: id, logicalType: integer, required: true }\n")]
    [InlineData("schema:\n  - name: others\n    properties: [{ name: x, logicalType: string }]\n  - name: things\n    properties: [{ name: id, physicalType: BIGINT, required: true }]\n")]
    public async Task Every_form_of_asset_file_gives_the_same_columns(string asset)
    {
        using var job = new TestJob(asset: asset).Data("id\n7\n");

        Assert.Equal(0, await job.RunAsync());

        Assert.Equal([7L], (await job.RowsAsync()).Single());
        job.Data("id,x\n,1\n");
        Assert.Equal(2, await job.RunAsync());
        Assert.Contains("id: required", job.ErrorText);
    }

    [Fact]
    public async Task Mistakes_in_the_asset_file_are_told_at_their_place()
    {
        var errors = await ErrorsAsync(TestJob.Job(), "schema:\n  - { name: id, type: money }\n  - { type: string }\n  - { name: a, type: string }\n  - { name: a, type: date, required: perhaps }\n");

        Assert.Equal(
            ["asset.yaml:2:23: schema[0].type: 'money' is not a type the engine writes (expected string, integer, float, double, boolean, date or timestamp)",
             "asset.yaml:3:5: schema[1].name: missing (expected the name of a column)",
             "asset.yaml:5:38: schema[3].required: 'perhaps' is not a truth value (expected true or false)",
             "asset.yaml:5:5: schema[3].name: the column 'a' occurs twice"],
            errors[..4]);
    }
}
