namespace Dativo.Actors.Configuration.Yaml;

/// <summary>A single value, as written and without its quotes.</summary>
internal sealed class YamlScalar(int line, int column, string value, bool isQuoted) : YamlNode(line, column)
{
    public string Value { get; } = value;

    /// <summary>Whether it is text by its form: in quotes, a block, or tagged as text.</summary>
    public bool IsQuoted { get; } = isQuoted;

    public bool IsNull => !IsQuoted && Value is ("" or "~" or "null" or "Null" or "NULL");

    public override string Kind => IsNull ? "empty" : "a single value";
}
