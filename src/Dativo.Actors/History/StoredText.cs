using System.Text;

namespace Dativo.Actors.History;

/// <summary>Text as it can be stored in every database.</summary>
internal static class StoredText
{
    private const int LongestLine = 500;

    /// <summary>
    /// The text without what PostgreSQL refuses: NUL characters and halves of surrogate pairs, which output of jobs may hold,
    /// become U+FFFD. Otherwise one such line would hold up the history of everybody.
    /// </summary>
    public static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsSurrogate(text[i]))
                return Replace(text);
        }

        return text;
    }

    /// <summary>The last line that is not blank, without surrounding space and at most 500 characters; null when there is none.</summary>
    public static string? LastLine(string? text)
    {
        var rest = text.AsSpan().TrimEnd();
        if (rest.IsEmpty)
            return null;
        var line = rest[(rest.LastIndexOfAny('\n', '\r') + 1)..].Trim();
        return line.Length <= LongestLine ? line.ToString() : $"{line[..(LongestLine - 1)]}…";
    }

    private static string Replace(string text)
    {
        var clean = new StringBuilder(text.Length);
        // Runes replace lone surrogates by U+FFFD themselves.
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }
}
