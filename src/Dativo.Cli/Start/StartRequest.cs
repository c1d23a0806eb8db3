using System.Collections.Immutable;

namespace Dativo.Cli.Start;

/// <summary>What the user asked of <c>dativo start</c>, as written.</summary>
/// <param name="Config">The file with the node's settings; null: none.</param>
/// <param name="Flags">What the other flags were given, by flag; only those that were given.</param>
/// <param name="Environment">The environment.</param>
internal sealed record StartRequest(
    string? Config,
    IReadOnlyDictionary<string, ImmutableArray<string>> Flags,
    IReadOnlyDictionary<string, string> Environment);
