namespace Dativo.Ingest.Yaml;

/// <summary>A place in a YAML file; line and column count from 1.</summary>
internal readonly record struct YamlPosition(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
