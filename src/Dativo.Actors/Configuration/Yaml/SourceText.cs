using System.Buffers;
using System.Text;

namespace Dativo.Actors.Configuration.Yaml;

/// <summary>Reads a file as text, or says why that is not possible.</summary>
internal static class SourceText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What YAML 1.2 (5.1) does not allow in a stream: the control characters but tab and the line ends, and DEL.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (char)code).Where(c => c is not ('\t' or '\n' or '\r')), '\x7f', '\uFFFE', '\uFFFF']);

    /// <summary>The text of a file; null after reporting why there is none.</summary>
    public static string? Read(string path, long maxBytes, DiagnosticBag diagnostics)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

            // A pipe has no length.
            var length = file.CanSeek ? file.Length : 0;
            if (length > maxBytes)
            {
                diagnostics.ErrorInFile($"is too large: {Megabytes(length)} (expected at most {Megabytes(maxBytes)})");
                return null;
            }

            var bytes = ReadAll(file, (int)length, maxBytes);
            if (bytes.Length <= maxBytes)
                return Decode(bytes, diagnostics);
            diagnostics.ErrorInFile($"is too large (expected at most {Megabytes(maxBytes)})");
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException)
        {
            diagnostics.ErrorInFile(Reason(error, path));
            return null;
        }
    }

    /// <summary>Why a file cannot be read, without the framework's words: they repeat the path, which may hold an expanded variable.</summary>
    private static string Reason(Exception error, string path) => error switch
    {
        _ when Directory.Exists(path) => "is a directory (expected a YAML file)",
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        PathTooLongException => "cannot be read: its path is too long",
        IOException => "cannot be read: another program holds it, or the disk fails",
        _ => "cannot be read: permission denied",
    };

    /// <summary>The bytes as text; null after reporting where they are none.</summary>
    internal static string? Decode(ReadOnlySpan<byte> bytes, DiagnosticBag diagnostics)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            diagnostics.Error(1, 1, "", "is UTF-16 text (expected UTF-8: save the file in that encoding)");
            return null;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];

        string text;
        try
        {
            text = Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            var (line, column) = Position(Utf8.GetString(bytes[..error.Index]));
            diagnostics.Error(line, column, "", $"is not UTF-8 text: byte 0x{bytes[error.Index]:X2} (expected UTF-8: save the file in that encoding)");
            return null;
        }

        var forbidden = text.AsSpan().IndexOfAny(Forbidden);
        if (forbidden >= 0)
        {
            var (line, column) = Position(text.AsSpan(0, forbidden));
            diagnostics.Error(line, column, "", $"has the control character U+{(int)text[forbidden]:X4}, which YAML does not allow (expected text)");
            return null;
        }

        return text;
    }

    /// <summary>All bytes, or one more than the most there may be: files grow, and those in /proc tell no length.</summary>
    private static ReadOnlySpan<byte> ReadAll(FileStream file, int length, long maxBytes)
    {
        var bytes = new byte[length + 1];
        var filled = 0;
        while (true)
        {
            var count = file.Read(bytes.AsSpan(filled));
            filled += count;
            if (count == 0 || filled > maxBytes)
                return bytes.AsSpan(0, filled);
            if (filled == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(maxBytes + 1, Math.Max(4_096, 2L * filled)));
        }
    }

    private static (int Line, int Column) Position(ReadOnlySpan<char> before)
    {
        var lineStart = before.LastIndexOf('\n') + 1;
        return (before.Count('\n') + 1, before.Length - lineStart + 1);
    }

    private static string Megabytes(long bytes) =>
        bytes >= 1024 * 1024
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024.0):0.#} MiB")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes:N0} bytes");
}
