using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Dativo.Actors.Workers.Processes.Output;

/// <summary>
/// How a bounded log lies on disk. While the process runs: the log file itself with the beginning of the output (the head), and, when
/// that is full, files beside it with consecutive pieces of the rest, of which the oldest is deleted when there are too many. Every file
/// only ever grows, so all of it can be followed. At the end a mark line and the remaining pieces are appended to the log file.
/// </summary>
internal static class ProcessLogLayout
{
    /// <summary>How many pieces follow the head at the most; together they take the half of the limit that the head does not take.</summary>
    internal const int MaxPieces = 4;

    /// <summary>Kept free for the mark line, in bytes.</summary>
    internal const int MarkReserve = 64;

    private const string MarkStart = "... ";
    private const string MarkEnd = " bytes left out ...\n";

    /// <summary>The file of a piece. The name tells where the head ends and where in the whole output the piece begins, both in bytes.</summary>
    internal static string PieceFile(string logFile, long headEnd, long start) =>
        string.Create(CultureInfo.InvariantCulture, $"{logFile}.tail-{headEnd}-{start}");

    /// <summary>The pieces there are at this moment, oldest first.</summary>
    internal static List<LogPiece> Pieces(string logFile)
    {
        var pieces = new List<LogPiece>();
        var prefix = Path.GetFileName(logFile) + ".tail-";
        var directory = Path.GetDirectoryName(Path.GetFullPath(logFile))!;
        if (!Directory.Exists(directory)) return pieces;
        foreach (var file in Directory.EnumerateFiles(directory, prefix + "*"))
        {
            var numbers = Path.GetFileName(file)[prefix.Length..].Split('-');
            if (numbers.Length == 2
                && long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var headEnd)
                && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            {
                pieces.Add(new LogPiece(file, headEnd, start));
            }
        }

        pieces.Sort((a, b) => a.Start.CompareTo(b.Start));
        return pieces;
    }

    /// <summary>The line that stands for what was left out, such as <c>... 12,345,678 bytes left out ...</c>.</summary>
    internal static byte[] Mark(long leftOut) =>
        System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{MarkStart}{leftOut:N0}{MarkEnd}"));

    /// <summary>Whether the bytes begin with a mark line (perhaps after the line end that it needed), what it says, and how long it is.</summary>
    internal static bool TryReadMark(ReadOnlySpan<byte> bytes, out long leftOut, out int length)
    {
        leftOut = 0;
        length = 0;
        var extra = bytes is [(byte)'\n', ..] ? 1 : 0;
        var text = System.Text.Encoding.Latin1.GetString(bytes[extra..Math.Min(bytes.Length, MarkReserve)]);
        var end = text.IndexOf(MarkEnd, StringComparison.Ordinal);
        if (end < 0 || !text.StartsWith(MarkStart, StringComparison.Ordinal)) return false;
        length = extra + end + MarkEnd.Length;
        return long.TryParse(text.AsSpan(MarkStart.Length, end - MarkStart.Length), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out leftOut);
    }

    /// <summary>
    /// Appends mark and pieces to the head and deletes the pieces. Can be repeated when it was cut off: the names of the pieces tell where
    /// the head ended and how much is left out; the newest piece is deleted last.
    /// </summary>
    internal static void Join(string logFile)
    {
        var pieces = Pieces(logFile);
        if (pieces.Count == 0) return;
        var headEnd = pieces[0].HeadEnd;
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            using var log = File.OpenHandle(logFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.SetLength(log, headEnd);
            var end = headEnd;
            var leftOut = pieces[0].Start - headEnd;
            if (leftOut > 0) end = AppendMark(log, end, leftOut);
            foreach (var piece in pieces) end = AppendFile(log, end, piece.File, buffer);
            foreach (var piece in pieces) File.Delete(piece.File);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static long AppendMark(SafeFileHandle log, long end, long leftOut)
    {
        Span<byte> last = stackalloc byte[1];
        if (end > 0 && RandomAccess.Read(log, last, end - 1) == 1 && last[0] != (byte)'\n')
        {
            RandomAccess.Write(log, "\n"u8, end);
            end++;
        }

        var mark = Mark(leftOut);
        RandomAccess.Write(log, mark, end);
        return end + mark.Length;
    }

    private static long AppendFile(SafeFileHandle log, long end, string file, byte[] buffer)
    {
        using var piece = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long offset = 0;
        for (int read; (read = RandomAccess.Read(piece, buffer, offset)) > 0; offset += read)
        {
            RandomAccess.Write(log, buffer.AsSpan(0, read), end);
            end += read;
        }

        return end;
    }
}

/// <summary>A piece of a running process's log.</summary>
/// <param name="File">Its path.</param>
/// <param name="HeadEnd">Where the head ends, in bytes of the output.</param>
/// <param name="Start">Where it begins, in bytes of the output.</param>
internal sealed record LogPiece(string File, long HeadEnd, long Start);
