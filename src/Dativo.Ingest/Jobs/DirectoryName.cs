using System.Diagnostics.CodeAnalysis;

namespace Dativo.Ingest.Jobs;

/// <summary>Which texts may become the name of a directory or file on every platform.</summary>
internal static class DirectoryName
{
    private const int MaxLength = 200;

    /// <summary>True for a name without separators that readers of a table do not skip as hidden.</summary>
    public static bool IsValid([NotNullWhen(true)] string? name) =>
        !string.IsNullOrEmpty(name)
        && name.Length <= MaxLength
        && name[0] is not ('.' or '_')
        && name[^1] != '.'
        && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.');
}
