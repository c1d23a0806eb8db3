using System.Text;
using CsCheck;
using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Tests.Workers;

public sealed class OutputEventParserTests
{
    [Fact]
    public void An_object_with_a_string_event_type_is_an_event_with_its_flat_fields()
    {
        var parsed = Parse("""{"event_type":"metrics_complete","records":12,"rate":99.5,"status":"success","nested":{"event_type":"no","x":1},"list":[1,2],"ok":true,"none":null}""" + "\n");

        Assert.NotNull(parsed);
        Assert.Equal("metrics_complete", parsed.EventType);
        Assert.Equal(new Dictionary<string, double> { ["records"] = 12, ["rate"] = 99.5 }, parsed.Numbers.ToDictionary());
        Assert.Equal(new Dictionary<string, string> { ["status"] = "success" }, parsed.Texts.ToDictionary());
    }

    [Theory]
    [InlineData("plain text about an event_type")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"message":"no event"}""")]
    [InlineData("""{"event_type":3}""")]
    [InlineData("""{"event_type":null}""")]
    [InlineData("""{"nested":{"event_type":"x"}}""")]
    [InlineData("""{"event_type":"x" """)]
    [InlineData("""{"event_type":"x"} and more""")]
    [InlineData("""["event_type"]""")]
    [InlineData("""{"event_type":"\ud800"}""")]
    public void Other_lines_are_no_events(string line) => Assert.Null(Parse(line));

    [Fact]
    public void Blanks_around_the_object_and_a_carriage_return_do_not_matter() => Assert.Equal("x", Parse("  {\"event_type\":\"x\"} \r\n")?.EventType);

    [Fact]
    public void A_line_over_64_KiB_is_not_parsed()
    {
        Assert.NotNull(Parse($$"""{"event_type":"x","m":"{{new string('a', 60 * 1024)}}"}"""));
        Assert.Null(Parse($$"""{"event_type":"x","m":"{{new string('a', 64 * 1024)}}"}"""));
    }

    [Fact]
    public void Fields_beyond_64_are_left_out()
    {
        var fields = string.Join(",", Enumerable.Range(0, 100).Select(i => $"\"f{i}\":{i}"));

        Assert.Equal(64, Parse($$"""{{{fields}},"event_type":"x"}""")!.Numbers.Count);
    }

    [Fact]
    public void No_bytes_make_it_throw() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            var line = Encoding.UTF8.GetBytes("{\"event_type\":\"x\",").Concat(bytes).ToArray();
            _ = OutputEventParser.Parse(line);
            _ = OutputEventParser.Parse(bytes);
        });

    private static OutputEvent? Parse(string line) => OutputEventParser.Parse(Encoding.UTF8.GetBytes(line));
}
