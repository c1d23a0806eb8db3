namespace Dativo.Actors.Configuration.Yaml;

/// <summary>Stands for a list that was not read, since what it says is known.</summary>
/// <param name="line">The line of its first item.</param>
/// <param name="column">The column of its first item.</param>
internal sealed class UnreadSequence(int line, int column) : YamlSequence(line, column, [], 1)
{
    /// <summary>Where in the text the line of its first item begins.</summary>
    public required int Start { get; init; }

    /// <summary>Where in the text the first line after it begins that says something; the end of the text where there is none.</summary>
    public required int End { get; init; }

    /// <summary>How many lines lie between the two.</summary>
    public required int Lines { get; init; }
}
