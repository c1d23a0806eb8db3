using System.Text;

namespace Dativo.Cli.Output;

/// <summary>Makes text of others safe to print.</summary>
internal static class PlainText
{
    /// <summary>
    /// The text on one line and without control characters, so that the output of a job can neither break a table nor command the terminal.
    /// </summary>
    public static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
            return text;
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsControl(character))
                result.Append(character);
            else if (result.Length > 0 && result[^1] != ' ')
                result.Append(' ');
        }

        return result.ToString().TrimEnd();
    }

    /// <summary>The last lines of a text, each on one line.</summary>
    public static IEnumerable<string> LastLines(string text, int count) =>
        text.Split('\n').Select(OneLine).Where(line => !string.IsNullOrWhiteSpace(line)).TakeLast(count);
}
