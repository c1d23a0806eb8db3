using System.Text;

namespace Dativo.Ingest.Tests;

public class CsvSourceTests
{
    private const string NameOnly = "name: things\nschema: [{ name: name, type: string }]\n";

    private static async Task<IEnumerable<object?>> NamesAsync(string text, string file = "- path: data.csv", Encoding? encoding = null)
    {
        using var job = new TestJob(TestJob.Job(file: file), NameOnly);
        await File.WriteAllBytesAsync(Path.Combine(job.Directory, "data.csv"), (encoding ?? new UTF8Encoding(false)).GetBytes(text));
        Assert.True(await job.RunAsync() == 0, job.ErrorText);
        return (await job.RowsAsync()).Select(r => r[0]).ToList();
    }

    private static async Task<string> FailureAsync(string text, string file = "- path: data.csv", string? asset = NameOnly)
    {
        using var job = new TestJob(TestJob.Job("schema_validation_mode: warn", file), asset);
        await File.WriteAllBytesAsync(Path.Combine(job.Directory, "data.csv"), Encoding.Latin1.GetBytes(text));
        Assert.Equal(2, await job.RunAsync());
        Assert.Empty(job.Files);
        return job.ErrorText.TrimEnd();
    }

    [Fact]
    public async Task Quoted_fields_may_hold_delimiters_line_ends_and_doubled_quotes() =>
        Assert.Equal(["a,b", "l1\nl2", "say \"hi\"", null, "# not a comment"], await NamesAsync("id,name\r\n1,\"a,b\"\r\n2,\"l1\nl2\"\r\n3,\"say \"\"hi\"\"\"\r\n4,\"\"\r\n5,# not a comment\r\n"));

    [Fact]
    public async Task A_line_that_begins_with_a_hash_is_a_record() =>
        Assert.Equal(["#1", "x"], await NamesAsync("name,id\n#1,1\nx,2\n"));

    [Fact]
    public async Task Blank_lines_are_no_records() =>
        Assert.Equal(["a", "b"], await NamesAsync("id,name\n\n1,a\n\r\n2,b\n\n"));

    [Fact]
    public async Task Columns_are_found_by_name_in_any_order_and_others_are_ignored() =>
        Assert.Equal(["a"], await NamesAsync("zzz,name,id\n9,a,1\n"));

    [Theory]
    [InlineData("delimiter: \";\"", "id;name\n1;a,b\n", "a,b")]
    [InlineData("delimiter: \"\\\\t\"", "id\tname\n1\ta,b\n", "a,b")]
    [InlineData("quote_char: \"'\"", "id,name\n1,'it''s, ok'\n", "it's, ok")]
    [InlineData("escape_char: \"\\\\\"", "id,name\n1,\"a\\\"b\"\n", "a\"b")]
    [InlineData("quoting: none", "id,name\n1,\"a\n", "\"a")]
    [InlineData("quoting: lax", "id,name\n1,\"a\"b\n", "ab")]
    [InlineData("null_values: [\"\", NULL]", "id,name\n1,NULL\n", null)]
    [InlineData("null_values: [NULL]", "id,name\n1,\n", "")]
    public async Task A_file_says_how_it_is_written(string option, string text, string? expected) =>
        Assert.Equal([expected], await NamesAsync(text, $"- {{ path: data.csv, {option} }}"));

    [Fact]
    public async Task Without_a_header_columns_count_by_position() =>
        Assert.Equal(["a", "b"], await NamesAsync("a\nb\n", "- { path: data.csv, has_header: false }"));

    [Theory]
    [InlineData("utf-16", "utf-16")]
    [InlineData("latin-1", "iso-8859-1")]
    [InlineData("cp1252", "windows-1252")]
    [InlineData("utf-8-sig", "utf-8")]
    public async Task Encodings_are_known_by_their_usual_names(string name, string dotnetName)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(dotnetName) ?? Encoding.GetEncoding(dotnetName);
        Assert.Equal(["Zoë"], await NamesAsync("id,name\n1,Zoë\n", $"- {{ path: data.csv, encoding: {name} }}", encoding));
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_first_name() =>
        Assert.Equal(["a"], await NamesAsync("\uFEFFname\na\n"));

    [Fact]
    public async Task Bytes_that_are_not_the_encoding_fail_the_job() =>
        Assert.StartsWith("EncodingError: data.csv: ", await FailureAsync("id,name\n1,Zo\u00EB\n"));

    [Fact]
    public async Task A_broken_quote_fails_the_job_and_names_the_row() =>
        Assert.StartsWith("CsvFormatError: data.csv: row 2: ", await FailureAsync("id,name\n1,a\n2,\"b\"c\n3,d\n"));

    [Fact]
    public async Task A_quote_that_is_never_closed_fails_the_job() =>
        Assert.StartsWith("CsvFormatError: data.csv: row 1: ", await FailureAsync("id,name\n1,\"a\n2,b\n"));

    [Fact]
    public async Task An_empty_file_fails_the_job() =>
        Assert.Equal("CsvFormatError: data.csv: the file is empty (expected a header line)", await FailureAsync(""));

    [Fact]
    public async Task A_missing_required_column_fails_the_job() =>
        Assert.Equal("SchemaMismatch: data.csv: the header lacks the column 'id', which the asset requires", await FailureAsync("name\na\n", asset: null));

    [Fact]
    public async Task A_column_that_occurs_twice_fails_the_job() =>
        Assert.StartsWith("SchemaMismatch: data.csv: the header has the column 'name' twice", await FailureAsync("name,name\na,b\n"));

    [Fact]
    public async Task A_missing_optional_column_is_null_and_told()
    {
        using var job = new TestJob().Data("id\n1\n");

        Assert.Equal(0, await job.RunAsync());

        Assert.Contains("name, price, good, day, at", job.Event("schema_warning").GetProperty("message").GetString());
        Assert.Equal([1L, null, null, null, null, null], (await job.RowsAsync()).Single());
    }

    [Fact]
    public async Task Several_files_are_one_output()
    {
        using var job = new TestJob(TestJob.Job(file: "- path: data.csv\n    - { path: more.csv, delimiter: ';' }"))
            .Data(TestJob.Header + "1,a,,,,\n")
            .Data("name;id\nb;2\n", "more.csv");

        Assert.Equal(0, await job.RunAsync());

        Assert.Equal([1L, 2L], (await job.RowsAsync()).Select(r => r[0]));
        Assert.Equal(2, job.Event("metrics_extraction").GetProperty("files_count").GetInt32());
    }

    [Fact]
    public async Task A_missing_file_is_told_with_its_place_and_as_it_was_written()
    {
        using var job = new TestJob(TestJob.Job(file: "- path: ${SECRET_DIR}/data.csv"));
        job.Environment["SECRET_DIR"] = "hush";

        Assert.Equal(2, await job.RunAsync());

        Assert.StartsWith("SourceNotFound: job.yaml:8:13: ${SECRET_DIR}/data.csv: no such file; looked in ", job.ErrorText);
        Assert.DoesNotContain("hush", job.ErrorText);
    }
}
