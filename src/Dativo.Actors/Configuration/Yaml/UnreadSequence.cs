namespace Dativo.Actors.Configuration.Yaml;

/// <summary>Stands for a list that was not read, since what it says is known.</summary>
internal sealed class UnreadSequence(int line, int column) : YamlSequence(line, column, [], 1);
