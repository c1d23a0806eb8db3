using System.Collections.Immutable;

namespace Dativo.Cli.Cluster.Compose;

/// <summary>Collects what is wrong with a compose file, or what of it cannot be done without containers: all of it at once.</summary>
internal sealed class ComposeErrors(string file)
{
    private readonly List<string> _errors = [];

    /// <summary>The errors, each a sentence with the file's name in front.</summary>
    public ImmutableArray<string> All => [.. _errors.Distinct(StringComparer.Ordinal)];

    public bool Any => _errors.Count > 0;

    /// <summary>Adds an error.</summary>
    /// <param name="where">The path of the key, such as <c>services.worker.ports</c>; empty for the file as a whole.</param>
    /// <param name="what">What is wrong with it, to follow the path.</param>
    public void Add(string where, string what) => _errors.Add(where.Length == 0 ? $"{file}: {what}" : $"{file}: {where}: {what}");
}
