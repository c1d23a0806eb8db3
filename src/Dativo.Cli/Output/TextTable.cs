using System.Text;

namespace Dativo.Cli.Output;

/// <summary>
/// A table of one line per row that never is wider than the terminal: it leaves out its least important columns, then cuts long cells.
/// Written for this, since the table library of the program takes longer to load than a client command may take altogether.
/// </summary>
internal sealed class TextTable(params Column[] columns)
{
    private const string Gap = "  ";
    private readonly List<string[]> _texts = [];
    private readonly List<string?[]> _statuses = [];

    public void Add(params ReadOnlySpan<Cell> cells)
    {
        var texts = new string[columns.Length];
        var statuses = new string?[columns.Length];
        for (var index = 0; index < columns.Length; index++)
        {
            texts[index] = PlainText.OneLine(cells[index].Text ?? string.Empty);
            statuses[index] = cells[index].Status;
        }

        _texts.Add(texts);
        _statuses.Add(statuses);
    }

    /// <summary>The table with its headings, each line indented.</summary>
    public string Render(int? width, Paint paint, string indent = "")
    {
        var widths = Fit(width - indent.Length);
        var result = new StringBuilder();
        AppendLine(result, indent, widths, index => columns[index].Title, (_, text) => paint.Bold(text));
        for (var row = 0; row < _texts.Count; row++)
        {
            var (texts, statuses) = (_texts[row], _statuses[row]);
            AppendLine(result, indent, widths, index => texts[index], (index, text) => statuses[index] is { } status ? paint.Status(status, text) : text);
        }

        return result.ToString();
    }

    // The width of each column; 0: it is left out.
    private int[] Fit(int? available)
    {
        var widths = columns
            .Select((column, index) => _texts.Count == 0 || _texts.Any(texts => texts[index].Length > 0) || column.Expendable == 0
                ? Math.Max(CellWidth.Of(column.Title), _texts.Count == 0 ? 0 : _texts.Max(texts => CellWidth.Of(texts[index])))
                : 0)
            .ToArray();
        if (available is not { } limit)
            return widths;

        int Least(int index) => widths[index] == 0 ? 0 : Math.Min(widths[index], Math.Max(columns[index].CutTo ?? int.MaxValue, columns[index].Title.Length));
        foreach (var index in Enumerable.Range(0, columns.Length).Where(index => columns[index].Expendable > 0).OrderByDescending(index => columns[index].Expendable))
        {
            if (Total(widths.Select((_, other) => Least(other))) > limit)
                widths[index] = 0;
        }

        while (Total(widths) > limit)
        {
            var widest = Enumerable.Range(0, columns.Length).Where(index => widths[index] > Least(index)).OrderByDescending(index => widths[index]).FirstOrDefault(-1);
            if (widest < 0)
                break; // Even the least does not fit: the terminal wraps, and nothing is lost.
            widths[widest]--;
        }

        return widths;
    }

    private static int Total(IEnumerable<int> widths)
    {
        var shown = widths.Where(width => width > 0).ToArray();
        return shown.Sum() + (Gap.Length * Math.Max(0, shown.Length - 1));
    }

    private void AppendLine(StringBuilder result, string indent, int[] widths, Func<int, string> textOf, Func<int, string, string> style)
    {
        var line = new StringBuilder(indent);
        var pending = 0;
        var first = true;
        for (var index = 0; index < columns.Length; index++)
        {
            if (widths[index] == 0)
                continue;
            if (!first)
                pending += Gap.Length;
            first = false;

            var text = CellWidth.Cut(textOf(index), widths[index]);
            var padding = widths[index] - CellWidth.Of(text);
            if (columns[index].Right)
                pending += padding;
            if (text.Length > 0)
            {
                line.Append(' ', pending).Append(style(index, text));
                pending = 0;
            }

            if (!columns[index].Right)
                pending += padding;
        }

        result.Append(line).AppendLine();
    }
}
