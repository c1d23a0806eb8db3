using System.Text;

namespace Dativo.Cli.Client;

/// <summary>The query of an address.</summary>
internal sealed class QueryBuilder
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a parameter; none when it has no value.</summary>
    public QueryBuilder Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public override string ToString() => _text.ToString();
}
