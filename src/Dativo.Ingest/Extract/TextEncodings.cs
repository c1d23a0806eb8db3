using System.Text;

namespace Dativo.Ingest.Extract;

/// <summary>Finds encodings by the names people use, Python's spellings among them.</summary>
internal static class TextEncodings
{
    /// <summary>The encoding, set to fail on bytes that it cannot decode, or null when there is none of that name.</summary>
    public static Encoding? Find(string name)
    {
        var normal = name.Trim().ToLowerInvariant().Replace('_', '-');
        switch (normal)
        {
            case "utf-8" or "utf8" or "utf-8-sig":
                return new UTF8Encoding(false, throwOnInvalidBytes: true);
            case "latin-1" or "latin1" or "iso-8859-1" or "iso8859-1" or "l1":
                return Encoding.Latin1;
            default:
                return FindOther(normal);
        }
    }

    // The Windows and DOS code pages are a library of their own, loaded only for who needs one.
    private static Encoding? FindOther(string normal)
    {
        var plain = normal.StartsWith("cp", StringComparison.Ordinal) && normal.Length > 2 && char.IsAsciiDigit(normal[2])
            ? normal[2..]
            : normal;
        var provider = CodePagesEncodingProvider.Instance;
        try
        {
            var codePage = int.TryParse(plain, out var number) ? number : 0;
            var found = (codePage > 0 ? provider.GetEncoding(codePage) : provider.GetEncoding(plain))
                ?? (codePage > 0 ? Encoding.GetEncoding(codePage) : Encoding.GetEncoding(plain));
            var strict = (Encoding)found.Clone();
            strict.DecoderFallback = DecoderFallback.ExceptionFallback;
            return strict;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
