using System.Text;

namespace Dativo.Benchmarks.Harness;

/// <summary>Writes a Markdown table whose columns are as wide as their widest cell.</summary>
internal static class TextTable
{
    /// <summary>The table; its first row is its head, its first column text, and all others are numbers.</summary>
    public static string Of(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            text.AppendLine($"| {string.Join(" | ", rows[i].Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))} |");
            if (i == 0)
                text.AppendLine($"| {string.Join(" | ", widths.Select(static (width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ":"))} |");
        }

        return text.ToString();
    }
}
