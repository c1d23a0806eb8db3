namespace Dativo.Ingest.Yaml;

/// <summary>Collects everything that is wrong with the files of a job, so that all of it is told at once.</summary>
internal sealed class ConfigErrors
{
    private readonly List<string> _messages = [];

    public IReadOnlyList<string> Messages => _messages;

    public bool Any => _messages.Count > 0;

    /// <summary>Adds a message that has no place in a file.</summary>
    public void Add(string message) => _messages.Add(message);

    /// <summary>Adds <c>file:line:column: key: problem</c>.</summary>
    public void Add(YamlPosition position, string? key, string problem) =>
        _messages.Add(key is null ? $"{position}: {problem}" : $"{position}: {key}: {problem}");
}
