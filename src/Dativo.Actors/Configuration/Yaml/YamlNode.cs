namespace Dativo.Actors.Configuration.Yaml;

/// <summary>A part of a YAML document, with the place where it begins (both from 1).</summary>
internal abstract class YamlNode(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>How many nodes this one holds, itself included and every alias counted as what it stands for.</summary>
    public virtual long Size => 1;

    /// <summary>What a message calls a node of this kind.</summary>
    public abstract string Kind { get; }
}
