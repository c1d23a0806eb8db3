using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Tests.Workers;

public sealed partial class ProcessLogTests
{
    private const int Limit = 4096;

    [Fact]
    public void A_short_output_is_kept_whole()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("sub/dir/run.log");
        var writer = new ProcessLogWriter(file, Limit);

        writer.Write("one\n"u8);
        writer.Write("two\n"u8);
        Assert.Equal("one\ntwo\n", File.ReadAllText(file));
        writer.Finish();

        Assert.Equal("one\ntwo\n", File.ReadAllText(file));
        Assert.Null(writer.Error);
    }

    [Fact]
    public void Without_output_there_is_no_file()
    {
        using var directory = new TemporaryDirectory();
        var writer = new ProcessLogWriter(directory.File("run.log"), Limit);

        writer.Finish();

        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
        using var reader = new ProcessLogReader(directory.File("run.log"));
        Assert.Equal("", ReadAll(reader));
    }

    [Fact]
    public void Of_a_long_output_the_beginning_and_the_end_are_kept_in_whole_lines_with_a_mark_between()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("run.log");
        var writer = new ProcessLogWriter(file, Limit);

        var total = WriteNumbers(writer, 1, 5000);
        writer.Finish();

        Assert.Equal(["run.log"], Directory.GetFiles(directory.Path).Select(Path.GetFileName));
        var text = File.ReadAllText(file);
        Assert.True(text.Length <= Limit);
        AssertNumbersWithOneMark(text, last: 5000, total);
        Assert.True(text.Length > Limit * 3 / 4);
    }

    [Fact]
    public void A_log_that_cannot_be_written_says_so_and_harms_nobody()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("file"), "");
        var writer = new ProcessLogWriter(directory.File("file/run.log"), Limit);

        writer.Write("one\n"u8);
        writer.Write("two\n"u8);
        writer.Finish();

        Assert.Contains("run.log", writer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_keeps_up_sees_every_byte_once()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("run.log");
        var writer = new ProcessLogWriter(file, Limit);
        using var reader = new ProcessLogReader(file);
        var written = new StringBuilder();
        var read = new StringBuilder(ReadAll(reader));

        for (var i = 0; i < 3000; i++)
        {
            WriteNumbers(writer, i, i);
            written.Append(CultureInfo.InvariantCulture, $"{i}\n");
            if (i % 7 == 0) read.Append(ReadAll(reader));
        }

        writer.Finish();
        read.Append(ReadAll(reader));

        Assert.Equal(written.ToString(), read.ToString());
    }

    [Fact]
    public void A_reader_that_begins_late_or_falls_behind_is_told_what_it_missed()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("run.log");
        var writer = new ProcessLogWriter(file, Limit);
        var total = WriteNumbers(writer, 1, 4000);
        using var reader = new ProcessLogReader(file);

        var text = ReadAll(reader);

        AssertNumbersWithOneMark(text, last: 4000, total);
        WriteNumbers(writer, 4001, 9000);
        writer.Finish();
        var rest = ReadAll(reader);
        Assert.Single(MarkLine().Matches(rest));
        Assert.EndsWith("\n9000\n", rest);
    }

    [Fact]
    public void A_log_whose_writer_died_can_be_read_and_completed()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("run.log");
        var total = WriteNumbers(new ProcessLogWriter(file, Limit), 1, 4000);
        using (var reader = new ProcessLogReader(file)) AssertNumbersWithOneMark(ReadAll(reader), last: 4000, total);

        // As if it had died in the middle of completing it.
        File.AppendAllText(file, "... 1,0");
        using (var reader = new ProcessLogReader(file)) AssertNumbersWithOneMark(ReadAll(reader), last: 4000, total);

        ProcessLogReader.Complete(file);
        ProcessLogReader.Complete(file);

        AssertNumbersWithOneMark(File.ReadAllText(file), last: 4000, total);
        Assert.Single(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public void Whatever_is_written_and_however_the_head_the_tail_and_the_count_are_right() =>
        Gen.Select(Gen.Int[0, 3000].Array[0, 30], Gen.Int[1, 500]).Sample(
            (sizes, lineLength) =>
            {
                using var directory = new TemporaryDirectory();
                var file = directory.File("run.log");
                var writer = new ProcessLogWriter(file, Limit);
                using var reader = new ProcessLogReader(file);
                var all = new StringBuilder();
                foreach (var size in sizes)
                {
                    var start = all.Length;
                    for (var i = 0; i < size; i++) all.Append((start + i) % lineLength == lineLength - 1 ? '\n' : (char)('a' + (start + i) % 26));
                    writer.Write(Encoding.ASCII.GetBytes(all.ToString(start, size)));
                }

                writer.Finish();
                var log = ReadAll(reader);
                var mark = MarkLine().Match(log);
                if (!mark.Success)
                {
                    Assert.Equal(all.ToString(), log);
                    return;
                }

                var head = log[..mark.Index];
                var tail = log[(mark.Index + mark.Length)..];
                var leftOut = int.Parse(mark.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
                if (head.EndsWith('\n') && !all.ToString().StartsWith(head, StringComparison.Ordinal)) head = head[..^1];
                Assert.StartsWith(head, all.ToString(), StringComparison.Ordinal);
                Assert.EndsWith(tail, all.ToString(), StringComparison.Ordinal);
                Assert.InRange(all.Length - leftOut - head.Length - tail.Length, -1, 0);
                Assert.True(log.Length <= Limit);
                Assert.Single(Directory.GetFiles(directory.Path));
            },
            iter: 300);

    private static long WriteNumbers(ProcessLogWriter writer, int first, int last)
    {
        long total = 0;
        var chunk = new StringBuilder();
        for (var i = first; i <= last; i++)
        {
            chunk.Append(CultureInfo.InvariantCulture, $"{i}\n");
            if (chunk.Length < 700 && i < last) continue;
            writer.Write(Encoding.ASCII.GetBytes(chunk.ToString()));
            total += chunk.Length;
            chunk.Clear();
        }

        return total;
    }

    private static void AssertNumbersWithOneMark(string text, int last, long total)
    {
        var mark = Assert.Single(MarkLine().Matches(text));
        var head = text[..mark.Index];
        var tail = text[(mark.Index + mark.Length)..];
        var headNumbers = Numbers(head);
        var tailNumbers = Numbers(tail);
        Assert.Equal(Enumerable.Range(1, headNumbers.Length), headNumbers);
        Assert.Equal(Enumerable.Range(last - tailNumbers.Length + 1, tailNumbers.Length), tailNumbers);
        Assert.Equal(total - head.Length - tail.Length, long.Parse(mark.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
    }

    private static int[] Numbers(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    private static string ReadAll(ProcessLogReader reader)
    {
        var text = new StringBuilder();
        Span<byte> buffer = stackalloc byte[100];
        for (int read; (read = reader.Read(buffer)) > 0;) text.Append(Encoding.ASCII.GetString(buffer[..read]));
        return text.ToString();
    }

    [GeneratedRegex(@"^\.\.\. ([0-9,]+) bytes left out \.\.\.\n", RegexOptions.Multiline)]
    private static partial Regex MarkLine();
}
