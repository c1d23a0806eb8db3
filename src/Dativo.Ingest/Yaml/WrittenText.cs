namespace Dativo.Ingest.Yaml;

/// <summary>A text of a configuration file after its variables were expanded, together with the form a person wrote:
/// only the written form may appear in output, since the expanded one can hold a secret.</summary>
internal sealed record WrittenText(YamlPosition Position, string Value, string Written);
