using Dativo.Ingest.Publish;

namespace Dativo.Ingest.Tests;

public class IngestProgramTests
{
    private const string TwoRecords = TestJob.Header + "1,one,1.5,true,2026-01-31,2026-01-31T06:07:08.123456Z\n2,,,,,\n";

    [Fact]
    public async Task Valid_records_become_rows_with_the_assets_types()
    {
        using var job = new TestJob().Data(TwoRecords);

        Assert.Equal(0, await job.RunAsync());

        Assert.Equal(["part-run1-00001.parquet"], job.Files);
        var rows = await job.RowsAsync();
        Assert.Equal([1L, "one", 1.5, true, new DateOnly(2026, 1, 31), new DateTime(2026, 1, 31, 6, 7, 8, DateTimeKind.Utc).AddTicks(1234560)], rows[0]);
        Assert.Equal([2L, null, null, null, null, null], rows[1]);
        Assert.Equal("", job.ErrorText);
        Assert.Empty(job.Staged);
    }

    [Fact]
    public async Task Events_have_the_names_and_fields_of_dativo_ingest()
    {
        using var job = new TestJob(TestJob.Job("schema_validation_mode: warn")).Data(TwoRecords + "x,,,,,\n,,,,,\n3,three\n");

        Assert.Equal(1, await job.RunAsync());

        Assert.Equal(
            ["job_started", "metrics_extraction", "metrics_validation", "metrics_error", "metrics_error", "metrics_error", "metrics_writing", "metrics_api_calls", "metrics_complete", "job_finished"],
            job.Events.Select(e => e.GetProperty("event_type").GetString()));
        Assert.All(job.Events, e =>
        {
            Assert.Equal("2026-03-01T12:00:00.000Z", e.GetProperty("timestamp").GetString());
            Assert.Contains(e.GetProperty("level").GetString(), new[] { "INFO", "WARNING" });
            Assert.NotEqual("", e.GetProperty("message").GetString());
            Assert.Equal("acme", e.GetProperty("tenant_id").GetString());
            Assert.Equal("things", e.GetProperty("job_name").GetString());
        });
        var extraction = job.Event("metrics_extraction");
        Assert.Equal(5, extraction.GetProperty("records_count").GetInt64());
        Assert.Equal(1, extraction.GetProperty("files_count").GetInt64());
        var validation = job.Event("metrics_validation");
        Assert.Equal(2, validation.GetProperty("valid_records").GetInt64());
        Assert.Equal(3, validation.GetProperty("invalid_records").GetInt64());
        Assert.Equal(5, validation.GetProperty("total_records").GetInt64());
        Assert.Equal(40, validation.GetProperty("validation_rate_percent").GetDouble());
        Assert.Equal(
            [("type_mismatch", 1L), ("missing_required", 1L), ("field_count", 1L)],
            job.Events.Where(e => e.GetProperty("event_type").GetString() == "metrics_error")
                .Select(e => (e.GetProperty("error_type").GetString()!, e.GetProperty("error_count").GetInt64())));
        var bytes = new FileInfo(Path.Combine(job.Asset, job.Files.Single())).Length;
        var writing = job.Event("metrics_writing");
        Assert.Equal(1, writing.GetProperty("files_written").GetInt64());
        Assert.Equal(bytes, writing.GetProperty("bytes_written").GetInt64());
        Assert.Equal(bytes / 1048576.0, writing.GetProperty("total_mb").GetDouble(), 6);
        var complete = job.Event("metrics_complete");
        Assert.Equal("partial", complete.GetProperty("status").GetString());
        Assert.Equal(5, complete.GetProperty("records_extracted").GetInt64());
        Assert.Equal(2, complete.GetProperty("records_valid").GetInt64());
        Assert.Equal(3, complete.GetProperty("records_invalid").GetInt64());
        Assert.Equal(bytes, complete.GetProperty("total_bytes").GetInt64());
        Assert.True(complete.TryGetProperty("execution_time_seconds", out _));
        Assert.True(complete.TryGetProperty("records_per_second", out _));
        Assert.Equal(1, job.Event("job_finished").GetProperty("exit_code").GetInt32());
    }

    [Fact]
    public async Task Strict_mode_writes_nothing_when_a_record_is_invalid()
    {
        using var job = new TestJob().Data(TwoRecords + "x,secret-name,,,,\n");

        Assert.Equal(2, await job.RunAsync());

        Assert.Empty(job.Files);
        Assert.Empty(job.Staged);
        Assert.Contains("data.csv: row 3: id: expected an integer", job.ErrorText);
        Assert.EndsWith("ValidationError: 1 of 3 records are invalid and schema_validation_mode is strict: nothing was written", job.ErrorText.TrimEnd());
        Assert.Equal("ValidationError", job.Event("job_error").GetProperty("error_type").GetString());
        Assert.Equal("failure", job.Event("metrics_complete").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Warn_mode_drops_invalid_records_and_tells_rows_and_columns_but_no_values()
    {
        using var job = new TestJob(TestJob.Job("schema_validation_mode: warn"))
            .Data(TestJob.Header + "1,a,,,,\n2,b,four-secret,,31/01/2026,\n,c,,,,\n4,d,,,,,\n5,e,,,,\n");

        Assert.Equal(1, await job.RunAsync());

        Assert.Equal(["a", "e"], (await job.RowsAsync()).Select(r => r[1]));
        Assert.Equal(
            ["data.csv: row 2: price: expected a number",
             "data.csv: row 2: day: expected a date (YYYY-MM-DD)",
             "data.csv: row 3: id: required, but the field is empty",
             "data.csv: row 4: expected 6 fields, found 7",
             "3 of 5 records are invalid and were dropped"],
            job.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.DoesNotContain("four-secret", job.ErrorText);
    }

    [Fact]
    public async Task Only_the_first_reasons_are_told()
    {
        using var job = new TestJob().Data(TestJob.Header + string.Concat(Enumerable.Repeat("x,,,,,\n", 30)));

        Assert.Equal(2, await job.RunAsync());

        Assert.Contains("row 20:", job.ErrorText);
        Assert.DoesNotContain("row 21:", job.ErrorText);
        Assert.Contains("... and 10 more problems", job.ErrorText);
    }

    [Fact]
    public async Task Partitions_are_directories_in_the_style_of_Hive()
    {
        using var job = new TestJob(TestJob.Job(target: "connection: { path: out }\n  partitioning: [ingest_date, name, at]"))
            .Data(TestJob.Header + "1,DE,,,,2026-01-31T23:30:00-01:00\n2,a/b=c é,,,,\n3,,,,,2026-01-31\n4,DE,,,,2026-02-01T10:00:00Z\n");
        job.Environment["DATIVO_SCHEDULED_FOR"] = "2026-02-28T23:59:59Z";

        Assert.Equal(0, await job.RunAsync());

        Assert.Equal(
            ["ingest_date=2026-02-28/name=DE/at=2026-02-01/part-run1-00001.parquet",
             "ingest_date=2026-02-28/name=__HIVE_DEFAULT_PARTITION__/at=2026-01-31/part-run1-00003.parquet",
             "ingest_date=2026-02-28/name=a%2Fb%3Dc%20%C3%A9/at=__HIVE_DEFAULT_PARTITION__/part-run1-00002.parquet"],
            job.Files);
        Assert.Equal(4, (await job.RowsAsync()).Count);
    }

    [Fact]
    public async Task The_ingest_date_is_today_in_UTC_when_nothing_was_scheduled()
    {
        using var job = new TestJob(TestJob.Job(target: "warehouse: out\n  partitioning: ingest_date")).Data(TwoRecords);

        Assert.Equal(0, await job.RunAsync());

        Assert.Equal(["ingest_date=2026-03-01/part-run1-00001.parquet"], job.Files);
    }

    [Fact]
    public async Task A_second_attempt_of_a_run_replaces_the_first_and_removes_what_it_no_longer_has()
    {
        using var job = new TestJob(TestJob.Job(target: "connection: { path: out }\n  partitioning: [name]"))
            .Data(TestJob.Header + "1,a,,,,\n2,b,,,,\n");
        Assert.Equal(0, await job.RunAsync());
        Assert.Equal(2, job.Files.Count);

        job.Data(TestJob.Header + "3,b,,,,\n");
        Assert.Equal(0, await job.RunAsync());

        Assert.Equal(["name=b/part-run1-00001.parquet"], job.Files);
        Assert.Equal([3L], (await job.RowsAsync()).Select(r => r[0]));
    }

    [Fact]
    public async Task A_second_attempt_without_records_removes_the_first_ones_files()
    {
        using var job = new TestJob().Data(TwoRecords);
        Assert.Equal(0, await job.RunAsync());
        job.Data(TestJob.Header);

        Assert.Equal(0, await job.RunAsync());

        Assert.Empty(job.Files);
    }

    [Fact]
    public async Task A_failed_attempt_leaves_the_output_of_an_earlier_one()
    {
        using var job = new TestJob().Data(TwoRecords);
        Assert.Equal(0, await job.RunAsync());
        job.Data(TestJob.Header + "x,,,,,\n");

        Assert.Equal(2, await job.RunAsync());

        Assert.Equal(2, (await job.RowsAsync()).Count);
    }

    [Fact]
    public async Task Different_runs_add()
    {
        using var job = new TestJob().Data(TwoRecords);
        Assert.Equal(0, await job.RunAsync());
        job.Environment["DATIVO_RUN_ID"] = "run2";
        Assert.Equal(0, await job.RunAsync());
        job.Environment.Remove("DATIVO_RUN_ID");
        Assert.Equal(0, await job.RunAsync());

        Assert.Equal(3, job.Files.Count);
        Assert.Equal(6, (await job.RowsAsync()).Count);
    }

    [Fact]
    public async Task An_attempt_with_an_older_fencing_token_is_refused()
    {
        using var job = new TestJob().Data(TwoRecords);
        job.Environment["DATIVO_FENCING_TOKEN"] = "8";
        Assert.Equal(0, await job.RunAsync());
        job.Data(TestJob.Header + "9,late,,,,\n");
        job.Environment["DATIVO_FENCING_TOKEN"] = "7";

        Assert.Equal(2, await job.RunAsync());

        Assert.Contains("StaleAttempt: ", job.ErrorText);
        Assert.Equal(2, (await job.RowsAsync()).Count);
    }

    [Fact]
    public async Task What_a_dead_attempt_staged_is_removed_by_the_next_run_of_the_asset()
    {
        using var job = new TestJob().Data(TwoRecords);
        foreach (var run in new[] { "run1", "other" })
        {
            var staging = Directory.CreateDirectory(Path.Combine(job.Asset, ".dativo", "staging", run)).FullName;
            File.WriteAllText(Path.Combine(staging, "token-00001.tmp"), "half");
            File.WriteAllText(Path.Combine(staging, RunLock.FileName), "");
        }

        Assert.Equal(0, await job.RunAsync());

        Assert.Empty(job.Staged);
        Assert.Equal(2, (await job.RowsAsync()).Count);
    }

    [Fact]
    public async Task Staging_of_a_run_that_is_alive_is_left_alone()
    {
        using var job = new TestJob().Data(TwoRecords);
        var staging = Path.Combine(job.Asset, ".dativo", "staging", "alive");
        using var alive = RunLock.TryTake(staging);
        File.WriteAllText(Path.Combine(staging, "token-00001.tmp"), "in the making");

        Assert.Equal(0, await job.RunAsync());

        Assert.True(File.Exists(Path.Combine(staging, "token-00001.tmp")));
    }

    [Fact]
    public async Task A_publication_cut_off_after_its_decision_is_completed_by_the_next_run()
    {
        using var job = new TestJob().Data(TwoRecords);
        Assert.Equal(0, await job.RunAsync());
        // As a killed process leaves it: the journal is written, the file not yet moved, an old one not yet removed.
        var directory = new AssetDirectory(job.Asset);
        var staging = Directory.CreateDirectory(directory.Staging("cut")).FullName;
        File.Move(Path.Combine(job.Asset, job.Files.Single()), Path.Combine(staging, "t-00001.tmp"));
        File.WriteAllText(Path.Combine(staging, RunLock.FileName), "");
        File.WriteAllText(Path.Combine(job.Asset, "part-cut-00002.parquet"), "old");
        new PublishJournal
        {
            RunId = "cut",
            FencingToken = 1,
            Files = [new JournalFile("name=x/part-cut-00001.parquet", "t-00001.tmp", 1, 2)],
            Remove = ["part-cut-00002.parquet"],
        }.Write(directory.Journal("cut"));
        job.Environment["DATIVO_RUN_ID"] = "run2";

        Assert.Equal(0, await job.RunAsync());

        Assert.Equal(["name=x/part-cut-00001.parquet", "part-run2-00001.parquet"], job.Files);
        Assert.Empty(job.Staged);
        Assert.Equal(4, (await job.RowsAsync()).Count);
    }

    [Fact]
    public async Task A_cancelled_job_leaves_nothing()
    {
        using var job = new TestJob().Data(TwoRecords);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        Assert.Equal(2, await job.RunAsync(cancelled.Token));

        Assert.Empty(job.Files);
        Assert.Empty(job.Staged);
        Assert.Equal("Cancelled", job.Event("job_error").GetProperty("error_type").GetString());
    }

    [Fact]
    public async Task The_environment_names_the_job_and_an_early_error_carries_the_names()
    {
        using var job = new TestJob("tenant_id: [");
        job.Environment["DATIVO_JOB_NAME"] = "hourly";
        job.Environment["DATIVO_TENANT_ID"] = "acme";

        Assert.Equal(2, await job.RunAsync());

        var error = job.Events.Single();
        Assert.Equal("job_error", error.GetProperty("event_type").GetString());
        Assert.Equal("ERROR", error.GetProperty("level").GetString());
        Assert.Equal("hourly", error.GetProperty("job_name").GetString());
        Assert.Equal("acme", error.GetProperty("tenant_id").GetString());
        Assert.StartsWith("ConfigurationError: job.yaml:", job.ErrorText);
    }

    [Fact]
    public async Task A_run_id_that_is_no_file_name_is_refused()
    {
        using var job = new TestJob().Data(TwoRecords);
        job.Environment["DATIVO_RUN_ID"] = "../evil";

        Assert.Equal(2, await job.RunAsync());

        Assert.Contains("DATIVO_RUN_ID", job.ErrorText);
        Assert.DoesNotContain("evil", job.ErrorText);
    }

    [Fact]
    public async Task A_target_that_is_a_file_is_told()
    {
        using var job = new TestJob().Data(TwoRecords);
        job.Write("out", "a file");

        Assert.Equal(2, await job.RunAsync());

        Assert.Contains("TargetError: ", job.ErrorText);
    }
}
