using Dativo.Actors.Configuration.Keys;

namespace Dativo.Actors.Configuration.Node;

/// <summary>One setting of a node, with the three places it may be given at.</summary>
/// <param name="Path">The path of the key in the file, such as <c>node.port</c>.</param>
/// <param name="Key">The key: its type, range and default.</param>
/// <param name="Flag">The flag of <c>dativo start</c>; null when it has none.</param>
internal sealed record NodeSetting(string Path, KeySpec Key, string? Flag)
{
    /// <summary>The environment variable: the path in upper case.</summary>
    public string Variable { get; } = $"DATIVO_{Path.Replace('.', '_').ToUpperInvariant()}";
}
