namespace Dativo.Cli.Output;

/// <summary>A cell of a <see cref="TextTable"/>: its text, and the status in whose colour it stands.</summary>
internal readonly record struct Cell(string? Text, string? Status = null)
{
    public static implicit operator Cell(string? text) => new(text);
}
