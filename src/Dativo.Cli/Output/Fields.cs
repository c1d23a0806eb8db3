using System.Text;

namespace Dativo.Cli.Output;

/// <summary>The head of a page: a name and a value per line.</summary>
internal sealed class Fields(Paint paint)
{
    private const int NameWidth = 11;
    private readonly StringBuilder _text = new();

    /// <summary>Adds a line; none when there is no value.</summary>
    public Fields Add(string name, string? value, string? status = null)
    {
        if (string.IsNullOrEmpty(value))
            return this;
        value = PlainText.OneLine(value);
        _text.Append(paint.Bold(name.PadRight(NameWidth))).Append(' ').AppendLine(status is null ? value : paint.Status(status, value));
        return this;
    }

    public override string ToString() => _text.ToString();
}
