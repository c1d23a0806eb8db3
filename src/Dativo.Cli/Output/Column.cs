namespace Dativo.Cli.Output;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Title">Its heading.</param>
internal sealed record Column(string Title)
{
    /// <summary>The fewest columns of the terminal that its cells may be cut to; null: they are never cut.</summary>
    public int? CutTo { get; init; }

    /// <summary>The order in which columns are left out when the terminal is too narrow, highest first; 0: never.</summary>
    public int Expendable { get; init; }

    /// <summary>Whether cells stand at the right.</summary>
    public bool Right { get; init; }
}
