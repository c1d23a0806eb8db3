using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Node;

/// <summary>What came of reading a node's settings.</summary>
/// <param name="Configuration">
/// The settings; null when the file as a whole could not be read. Where a value is wrong, something harmless stands in its place, so that
/// what else is wrong can be found: with <see cref="HasErrors"/> it is not to be used.
/// </param>
/// <param name="Diagnostics">Everything that is wrong: in the file first, then in variables and flags, which stand in the file's place.</param>
public sealed record NodeLoadResult(NodeConfiguration? Configuration, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether anything is an error.</summary>
    public bool HasErrors => Diagnostics.Any(static diagnostic => diagnostic.Severity == Severity.Error);
}
