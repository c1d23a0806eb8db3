namespace Dativo.Ingest.Jobs;

/// <summary>Finds what a path of a job file means: relative to the working directory first, then to the job file's own
/// directory.</summary>
internal sealed class PathResolver(string workingDirectory, string jobDirectory, PathMap map)
{
    /// <summary>The full path of an existing file, or null.</summary>
    public string? FindFile(string path) => Candidates(path).FirstOrDefault(File.Exists);

    /// <summary>The full path of a directory that need not exist: where it exists already, else under the working
    /// directory.</summary>
    public string Directory(string path)
    {
        var candidates = Candidates(path).ToList();
        return candidates.FirstOrDefault(System.IO.Directory.Exists) ?? candidates[0];
    }

    /// <summary>The end of a "not found" message: where was looked, and what may help.</summary>
    public string Hint(string writtenPath) => Path.IsPathRooted(writtenPath)
        ? writtenPath.StartsWith("/app/", StringComparison.Ordinal)
            ? "; if it is a path inside a container, map it: --path-map /app=DIR"
            : ""
        : string.Equals(workingDirectory, jobDirectory, StringComparison.Ordinal)
            ? $"; looked in {workingDirectory}"
            : $"; looked in {workingDirectory} and {jobDirectory}";

    private IEnumerable<string> Candidates(string path)
    {
        var mapped = map.Apply(path);
        yield return Path.GetFullPath(mapped, workingDirectory);
        if (!Path.IsPathRooted(mapped))
            yield return Path.GetFullPath(mapped, jobDirectory);
    }
}
