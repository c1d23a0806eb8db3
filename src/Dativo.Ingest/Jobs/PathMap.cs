namespace Dativo.Ingest.Jobs;

/// <summary>Replaces the beginning of absolute paths, so that job files written for a container
/// (<c>/app/assets/...</c>) run elsewhere unchanged.</summary>
internal sealed class PathMap
{
    /// <summary>The environment variable with further maps, separated by <c>;</c>.</summary>
    public const string Variable = "DATIVO_PATH_MAP";

    private readonly IReadOnlyList<(string From, string To)> _entries;

    private PathMap(IReadOnlyList<(string From, string To)> entries) => _entries = entries;

    public static PathMap None { get; } = new([]);

    /// <summary>Reads <c>FROM=TO</c> texts; a relative <c>TO</c> starts at <paramref name="workingDirectory"/>.</summary>
    public static PathMap Parse(IEnumerable<string> texts, string workingDirectory)
    {
        var entries = new List<(string, string)>();
        foreach (var text in texts)
        {
            var mark = text.IndexOf('=', StringComparison.Ordinal);
            if (mark <= 0 || mark == text.Length - 1)
                throw new IngestException(IngestErrorKind.ConfigurationError, $"'{text}' is not a path map (expected FROM=TO, for example /app=.)");
            entries.Add((text[..mark].TrimEnd('/'), Path.GetFullPath(text[(mark + 1)..], workingDirectory)));
        }

        return new PathMap(entries);
    }

    public string Apply(string path)
    {
        foreach (var (from, to) in _entries)
        {
            if (path.Equals(from, StringComparison.Ordinal))
                return to;
            if (path.Length > from.Length && path[from.Length] == '/' && path.StartsWith(from, StringComparison.Ordinal))
                return Path.Combine(to, path[(from.Length + 1)..]);
        }

        return path;
    }
}
