using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Finds the files that configuration names: in the current directory first, then beside the file that names them.</summary>
/// <param name="currentDirectory">The current directory, absolute.</param>
/// <param name="maps">Where absolute directories are on this machine.</param>
internal sealed class PathResolver(string currentDirectory, ImmutableArray<PathMap> maps)
{
    private readonly ImmutableArray<PathMap> _maps = [.. maps.OrderByDescending(static map => map.From.Length)];

    /// <summary>Looks for a file.</summary>
    /// <param name="path">The path as written, and with its variables expanded.</param>
    /// <param name="namedIn">The absolute path of the file that names it.</param>
    public Resolution File(ScalarText path, string namedIn) => Resolve(path, namedIn, System.IO.File.Exists);

    /// <summary>Looks for a directory.</summary>
    /// <param name="path">The path as written, and with its variables expanded.</param>
    /// <param name="namedIn">The absolute path of the file that names it.</param>
    public Resolution Directory(ScalarText path, string namedIn) => Resolve(path, namedIn, System.IO.Directory.Exists);

    /// <summary>The path as messages show it: relative to the current directory when it lies in there.</summary>
    public string Display(string fullPath)
    {
        var inside = currentDirectory.EndsWith(Path.DirectorySeparatorChar) ? currentDirectory : currentDirectory + Path.DirectorySeparatorChar;
        return fullPath.StartsWith(inside, StringComparison.Ordinal) ? fullPath[inside.Length..] : fullPath;
    }

    private Resolution Resolve(ScalarText written, string namedIn, Func<string, bool> exists)
    {
        var path = written.Text;
        if (path.Contains('\0', StringComparison.Ordinal))
            return new Resolution(null, [], "(a path cannot have a NUL character in it)");
        foreach (var map in _maps)
        {
            if (map.Apply(path) is not { } mapped)
                continue;
            var full = Path.GetFullPath(mapped, currentDirectory);
            return exists(full)
                ? new Resolution(full, [], null)
                : new Resolution(null, [full], $"(--path-map {map.From}={map.To} leads to {(written.IsExpanded ? "another path" : Display(full))}, which is not there)");
        }

        if (Path.IsPathRooted(path))
        {
            var full = Path.GetFullPath(path, currentDirectory);
            if (exists(full))
                return new Resolution(full, [], null);
            return new Resolution(null, [full], $"(expected an existing path{MapHint(written)})");
        }

        var here = Path.GetFullPath(path, currentDirectory);
        if (exists(here))
            return new Resolution(here, [], null);
        var directory = Path.GetDirectoryName(namedIn)!;
        var beside = Path.GetFullPath(path, directory);
        if (beside != here && exists(beside))
            return new Resolution(beside, [here], null);
        return new Resolution(
            null,
            here == beside ? [here] : [here, beside],
            here == beside ? "(looked in the current directory)" : "(looked in the current directory and in that of this file)");
    }

    /// <summary>Files written for a container name its directories: say how to tell where they are.</summary>
    private static string MapHint(ScalarText written)
    {
        if (written.IsExpanded)
            return "; if its directory is another one on this machine: --path-map FROM=DIR";
        var end = written.Text.IndexOfAny(['/', '\\'], 1);
        return end <= 1 ? "" : $"; if {written.Text[..end]} is another directory on this machine: --path-map {written.Text[..end]}=DIR";
    }
}

/// <summary>What came of looking for a path.</summary>
/// <param name="FullPath">Where it is; null when it is nowhere.</param>
/// <param name="Missed">Where it was looked for and is not; absolute paths.</param>
/// <param name="Hint">What to say after "no such file" when it is nowhere.</param>
internal sealed record Resolution(string? FullPath, ImmutableArray<string> Missed, string? Hint);
