using System.Text;
using CsCheck;
using Dativo.Actors.Workers.Processes;
using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Tests.Workers;

public sealed class ErrorTailTests
{
    [Fact]
    public void Nothing_gives_an_empty_text() => Assert.Equal("", Tail());

    [Fact]
    public void A_short_text_comes_whole() => Assert.Equal("one\ntwo\n", Tail("one\n", "two\n"));

    [Fact]
    public void Of_many_lines_the_last_whole_ones_stay()
    {
        var lines = Enumerable.Range(0, 5000).Select(i => $"line {i:00000}\n").ToArray();

        var tail = Tail(lines);

        Assert.StartsWith("line ", tail);
        Assert.EndsWith("line 04999\n", tail);
        Assert.InRange(tail.Length, ProcessExit.ErrorTailLimitBytes - 11, ProcessExit.ErrorTailLimitBytes);
    }

    [Fact]
    public void A_long_line_is_not_given_up_for_a_short_last_one()
    {
        var tail = Tail(new string('x', 20_000) + "\n", "end\n");

        Assert.Equal(ProcessExit.ErrorTailLimitBytes, tail.Length);
        Assert.EndsWith("xxx\nend\n", tail);
    }

    [Fact]
    public void A_line_is_cut_between_characters()
    {
        for (var shift = 0; shift < 4; shift++)
        {
            var tail = Tail(new string('x', shift) + string.Concat(Enumerable.Repeat("\U0001F600", 4000)));

            Assert.DoesNotContain('\uFFFD', tail);
            Assert.InRange(Encoding.UTF8.GetByteCount(tail), ProcessExit.ErrorTailLimitBytes - 3, ProcessExit.ErrorTailLimitBytes);
        }
    }

    [Fact]
    public void Whatever_the_bytes_and_however_they_come_the_text_is_bounded_without_nul_and_the_same() =>
        Gen.Select(Gen.Byte.Array[0, 30_000], Gen.Int[1, 20_000]).Sample((bytes, chunk) =>
        {
            var whole = new ErrorTail();
            whole.Append(bytes);
            var parts = new ErrorTail();
            foreach (var part in bytes.Chunk(chunk)) parts.Append(part);

            var text = whole.Text();
            Assert.Equal(text, parts.Text());
            Assert.DoesNotContain('\0', text);
            Assert.True(Encoding.UTF8.GetByteCount(text) <= ProcessExit.ErrorTailLimitBytes);
        });

    private static string Tail(params string[] parts)
    {
        var tail = new ErrorTail();
        foreach (var part in parts) tail.Append(Encoding.UTF8.GetBytes(part));
        return tail.Text();
    }
}
