using Dativo.Cli.Output;

namespace Dativo.Cli.Tests.Output;

public sealed class TextTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "now")]
    [InlineData(0.9, "now")]
    [InlineData(3.7, "3 s ago")]
    [InlineData(59.9, "59 s ago")]
    [InlineData(60, "1 min ago")]
    [InlineData(3599, "59 min ago")]
    [InlineData(3600, "1 h ago")]
    [InlineData(86400, "1 d ago")]
    [InlineData(86400 * 61, "2025-12-01")]
    [InlineData(-5, "in 5 s")]
    [InlineData(-7200, "in 2 h")]
    public void Times_are_relative(double secondsAgo, string expected) =>
        Assert.Equal(expected, TimeText.Relative(Now.AddSeconds(-secondsAgo), Now));

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(0, "0 s")]
    [InlineData(0.25, "0.25 s")]
    [InlineData(4.238, "4.2 s")]
    [InlineData(9.97, "9 s")]
    [InlineData(42.9, "42 s")]
    [InlineData(119.9, "119 s")]
    [InlineData(185, "3.1 min")]
    [InlineData(7440, "2.1 h")]
    [InlineData(302400, "3.5 d")]
    public void Durations_are_short(double seconds, string expected) =>
        Assert.Equal(expected, TimeText.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("a\x1b]0;title\u0007b", "a ]0;title b")]
    [InlineData("c1\x9bm", "c1 m")]
    [InlineData("end\r\n", "end")]
    public void Control_characters_do_not_reach_the_terminal(string text, string expected) => Assert.Equal(expected, PlainText.OneLine(text));

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("日本語", 6, "日本語")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日…")]
    [InlineData("e\u0301e\u0301", 2, "e\u0301e\u0301")]
    public void Texts_are_cut_by_the_columns_they_take(string text, int width, string expected) => Assert.Equal(expected, CellWidth.Cut(text, width));

    [Fact]
    public void A_table_leaves_out_what_is_expendable_before_it_cuts()
    {
        var table = new TextTable(new Column("A") { CutTo = 4 }, new Column("B") { Expendable = 1 }, new Column("C") { Right = true });
        table.Add("aaaaaaaa", "bbbb", "1");
        table.Add("aa", "b", "22");

        string[] Lines(int? width) => table.Render(width, new Paint(false)).TrimEnd().Split(Environment.NewLine);
        Assert.Equal(["A         B      C", "aaaaaaaa  bbbb   1", "aa        b     22"], Lines(null));
        Assert.Equal(["A       B      C", "aaaaa…  bbbb   1", "aa      b     22"], Lines(16));
        Assert.Equal(["A          C", "aaaaaaaa   1", "aa        22"], Lines(13));
        Assert.Equal(["A       C", "aaaa…   1", "aa     22"], Lines(9));
    }
}
