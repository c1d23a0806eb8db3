namespace Dativo.Actors.Configuration.Yaml;

/// <summary>A list.</summary>
internal class YamlSequence(int line, int column, IReadOnlyList<YamlNode> items, long size) : YamlNode(line, column)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override long Size => size;

    public override string Kind => "a list";
}
