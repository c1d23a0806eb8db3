using System.Text;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration.Memory;

/// <summary>
/// Where in a runner file its schedules stand, so that the rest, which says how jobs are started and may change with the environment, can
/// be read without them. In bytes and lines of the file.
/// </summary>
/// <param name="Start">Where the line of the first schedule begins.</param>
/// <param name="End">Where the first line after the last one begins.</param>
/// <param name="Column">The column of the first one.</param>
/// <param name="Lines">How many lines they take.</param>
internal sealed record RunnerHead(long Start, long End, int Column, int Lines)
{
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>Where a list stands in a text; null when the file has other bytes than the text, such as a mark at its beginning.</summary>
    public static RunnerHead? Of(string text, UnreadSequence list, long fileLength)
    {
        var start = (long)Encoding.UTF8.GetByteCount(text.AsSpan(0, list.Start));
        var end = start + Encoding.UTF8.GetByteCount(text.AsSpan(list.Start, list.End - list.Start));
        return end + Encoding.UTF8.GetByteCount(text.AsSpan(list.End)) == fileLength && start + fileLength - end <= MostBytes
            ? new RunnerHead(start, end, list.Column, list.Lines)
            : null;
    }

    /// <summary>The text of the file with one line that says nothing in place of all schedules; null when the file cannot be read or has changed.</summary>
    public string? Read(SourceFile source)
    {
        try
        {
            using var file = File.OpenHandle(source.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var before = new byte[Start];
            var after = new byte[source.Stamp.Length - End];
            if (!IsFilled(file, before, 0) || !IsFilled(file, after, End) || !source.IsCurrent())
                return null;
            return string.Concat(Encoding.UTF8.GetString(before), $"{new string(' ', Column - 1)}- -", new string('\n', Lines), Encoding.UTF8.GetString(after));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsFilled(Microsoft.Win32.SafeHandles.SafeFileHandle file, byte[] bytes, long from)
    {
        var filled = 0;
        while (filled < bytes.Length)
        {
            var count = RandomAccess.Read(file, bytes.AsSpan(filled), from + filled);
            if (count == 0)
                return false;
            filled += count;
        }

        return true;
    }
}
