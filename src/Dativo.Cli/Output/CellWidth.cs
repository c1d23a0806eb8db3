using System.Text;

namespace Dativo.Cli.Output;

/// <summary>How many columns of a terminal a text takes, and texts cut to a number of columns.</summary>
internal static class CellWidth
{
    private const char Ellipsis = '…';

    public static int Of(string text) => Ascii.IsValid(text) ? text.Length : text.EnumerateRunes().Sum(Of);

    public static string Cut(string text, int width)
    {
        if (Of(text) <= width)
            return text;
        var result = new StringBuilder(width);
        var used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Of(rune);
            if (used > width)
                break;
            result.Append(rune.ToString());
        }

        return result.Append(Ellipsis).ToString();
    }

    // Marks that combine take no column; East Asian wide characters and pictographs take two (UAX #11, the blocks that are wide throughout).
    private static int Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.EnclosingMark or System.Globalization.UnicodeCategory.Format => 0,
        _ => rune.Value is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff)
            or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1faff) or (>= 0x20000 and <= 0x3fffd)
            ? 2
            : 1,
    };
}
