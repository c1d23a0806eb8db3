using System.Text;
using Dativo.Actors.Configuration;

namespace Dativo.Actors.Tests.Configuration;

public sealed class YamlLimitsTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_an_error()
    {
        var result = RunnerConfiguration.Load("nowhere.yaml", _folder.Options);

        Assert.Equal("nowhere.yaml: no such file", Assert.Single(result.Diagnostics).ToString());
        Assert.Null(result.Definition);
        Assert.Equal([_folder.Path("nowhere.yaml")], result.Files.AsEnumerable());
    }

    [Fact]
    public void A_directory_is_no_file() =>
        Assert.Equal(".: is a directory (expected a YAML file)", Assert.Single(RunnerConfiguration.Load(".", _folder.Options).Diagnostics).ToString());

    [Fact]
    public void An_unreadable_file_is_an_error()
    {
        var path = _folder.Write("runner.yaml", "runner: {}");
        using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.StartsWith("runner.yaml: cannot be read", Assert.Single(RunnerConfiguration.Load("runner.yaml", _folder.Options).Diagnostics).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("null\n")]
    public void An_empty_file_is_an_error(string text) =>
        Assert.Equal("runner.yaml: is empty (expected a map of keys and values)", Assert.Single(_folder.Load(text).Diagnostics).ToString());

    [Theory]
    [InlineData("runner: [1, 2\nb: 3\n", 2)]
    [InlineData("runner: 'open\n", 1)]
    [InlineData("runner: {a: b\n", 2)]
    [InlineData("runner: a: b\n", 1)]
    [InlineData("a: 1\n- b\n", 2)]
    [InlineData("runner:\n  a: 1\n c: 2\n", 3)]
    [InlineData("runner: *nothing\n", 1)]
    [InlineData("runner: &a [*a]\n", 1)]
    [InlineData("? [a, b]\n: c\n", 1)]
    [InlineData("<<: 5\na: b\n", 1)]
    public void What_is_no_YAML_is_an_error_at_its_place(string text, int line)
    {
        var result = _folder.Load(text);

        Assert.Null(result.Definition);
        Assert.InRange(Assert.Single(result.Diagnostics).Line, line - 1, line);
        Assert.DoesNotContain("Exception", result.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cron: * * * * *")]
    [InlineData("cron: @hourly")]
    public void A_cron_expression_without_quotes_is_explained(string line)
    {
        var error = Assert.Single(_folder.LoadSchedule(line).Diagnostics);

        Assert.Equal(6, error.Line);
        Assert.Contains("a cron expression must be in quotes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runner:\n\tmode: orchestrated\n", 2, 1)]
    [InlineData("runner:\n  mode: orchestrated\n  orchestrator:\n  \tschedules: []\n", 4, 3)]
    public void A_tab_in_the_indentation_is_an_error_at_its_place(string text, int line, int column) =>
        Assert.Equal(
            $"runner.yaml:{line}:{column}: is not valid YAML: a tab in the indentation (expected spaces)",
            Assert.Single(_folder.Load(text).Diagnostics).ToString());

    [Fact]
    public void A_second_document_is_an_error() =>
        Assert.Equal(
            "runner.yaml:3:1: a second YAML document begins here (expected one document in a file)",
            Assert.Single(_folder.Load("---\nrunner: {}\n---\nrunner: {}\n").Diagnostics).ToString());

    [Fact]
    public void Text_in_another_encoding_is_an_error_at_the_first_wrong_byte()
    {
        _folder.Write("runner.yaml", [.. "runner:\n  mode: "u8, 0xE4, 0x0A]);

        Assert.StartsWith("runner.yaml:2:9: is not UTF-8 text: byte 0xE4", Load(), StringComparison.Ordinal);
    }

    [Fact]
    public void UTF_16_is_named()
    {
        _folder.Write("runner.yaml", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("runner: {}")]);

        Assert.StartsWith("runner.yaml:1:1: is UTF-16 text", Load(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_of_UTF_8_is_no_matter()
    {
        var text = ConfigurationFolder.RunnerWith("cron: '@daily'");

        Assert.Empty(_folder.Load("\uFEFF" + text).Diagnostics);
    }

    [Fact]
    public void A_control_character_is_an_error_at_its_place() =>
        Assert.StartsWith("runner.yaml:2:5: has the control character U+0000", Assert.Single(_folder.Load("a: 1\nb: x\0y").Diagnostics).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_file_of_300_MB_is_refused_without_reading_it()
    {
        using (var file = File.Create(_folder.Path("runner.yaml")))
            file.SetLength(300_000_000);

        Assert.Equal("runner.yaml: is too large: 286.1 MiB (expected at most 256 MiB)", Load());
    }

    [Fact]
    public void A_job_file_has_a_limit_of_its_own()
    {
        using (var file = File.Create(_folder.Path("job.yaml")))
            file.SetLength(5 * 1024 * 1024);

        var schedule = Assert.Single(_folder.LoadSchedule("cron: '@daily'").Definition!.Schedules);
        Assert.Equal("job.yaml: is too large: 5 MiB (expected at most 4 MiB)", schedule.InvalidReason);
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Deep_nesting_is_an_error(char open, char close)
    {
        var nested = string.Concat(Enumerable.Repeat(open == '{' ? "{a: " : "[", 10_000)) + new string(close, 10_000);

        Assert.Contains("is nested deeper than 64 levels", Assert.Single(_folder.Load("runner: " + nested).Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_of_aliases_is_an_error()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 12; level++)
            bomb.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");

        var error = Assert.Single(_folder.Load(bomb.ToString()).Diagnostics);
        Assert.Equal("the aliases of this file stand for more than 5,000,000 values", error.Message);
        Assert.InRange(error.Line, 5, 8);
    }

    [Fact]
    public void A_bomb_of_merge_keys_is_an_error_or_nothing()
    {
        var bomb = new StringBuilder("a0: &a0 {k: v}\n");
        for (var level = 1; level < 40; level++)
            bomb.Append($"a{level}: &a{level} {{k{level}: [*a{level - 1}, *a{level - 1}], <<: [*a{level - 1}, *a{level - 1}]}}\n");

        Assert.Null(_folder.Load(bomb.ToString()).Definition);
    }

    private string Load() => Assert.Single(RunnerConfiguration.Load("runner.yaml", _folder.Options).Diagnostics).ToString();
}
