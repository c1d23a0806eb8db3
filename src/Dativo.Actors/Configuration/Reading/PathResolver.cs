using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Finds the files that configuration names: in the current directory first, then beside the file that names them.</summary>
/// <param name="currentDirectory">The current directory, absolute.</param>
/// <param name="maps">Where absolute directories are on this machine.</param>
internal sealed class PathResolver(string currentDirectory, ImmutableArray<PathMap> maps)
{
    private readonly ImmutableArray<PathMap> _maps = [.. maps.OrderByDescending(static map => map.From.Length)];

    /// <summary>Looks for a file.</summary>
    /// <param name="path">The path, variables expanded.</param>
    /// <param name="namedIn">The absolute path of the file that names it.</param>
    public Resolution File(string path, string namedIn) => Resolve(path, namedIn, System.IO.File.Exists);

    /// <summary>Looks for a directory.</summary>
    /// <param name="path">The path, variables expanded.</param>
    /// <param name="namedIn">The absolute path of the file that names it.</param>
    public Resolution Directory(string path, string namedIn) => Resolve(path, namedIn, System.IO.Directory.Exists);

    /// <summary>The path as messages show it: relative to the current directory when it lies in there.</summary>
    public string Display(string fullPath)
    {
        var inside = currentDirectory.EndsWith(Path.DirectorySeparatorChar) ? currentDirectory : currentDirectory + Path.DirectorySeparatorChar;
        return fullPath.StartsWith(inside, StringComparison.Ordinal) ? fullPath[inside.Length..] : fullPath;
    }

    private Resolution Resolve(string path, string namedIn, Func<string, bool> exists)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            return new Resolution(null, [], "(a path cannot have a NUL character in it)");
        foreach (var map in _maps)
        {
            if (map.Apply(path) is not { } mapped)
                continue;
            var full = Path.GetFullPath(mapped, currentDirectory);
            return exists(full)
                ? new Resolution(full, [full], null)
                : new Resolution(null, [full], $"(--path-map {map.From}={map.To} leads to {Display(full)}, which is not there)");
        }

        if (Path.IsPathRooted(path))
        {
            var full = Path.GetFullPath(path, currentDirectory);
            if (exists(full))
                return new Resolution(full, [full], null);
            var first = FirstDirectory(path);
            return new Resolution(null, [full], first is null ? "(expected an existing path)" : $"(expected an existing path; if {first} is another directory on this machine: --path-map {first}=DIR)");
        }

        var here = Path.GetFullPath(path, currentDirectory);
        if (exists(here))
            return new Resolution(here, [here], null);
        var directory = Path.GetDirectoryName(namedIn)!;
        var beside = Path.GetFullPath(path, directory);
        if (beside != here && exists(beside))
            return new Resolution(beside, [beside], null);
        return new Resolution(
            null,
            here == beside ? [here] : [here, beside],
            here == beside ? "(looked in the current directory)" : "(looked in the current directory and in that of this file)");
    }

    private static string? FirstDirectory(string path)
    {
        var end = path.IndexOfAny(['/', '\\'], 1);
        return end > 1 ? path[..end] : null;
    }
}

/// <summary>What came of looking for a path.</summary>
/// <param name="FullPath">Where it is; null when it is nowhere.</param>
/// <param name="Looked">The absolute path where it is, or all where it was looked for.</param>
/// <param name="Hint">What to say after "no such file" when it is nowhere.</param>
internal sealed record Resolution(string? FullPath, ImmutableArray<string> Looked, string? Hint);
