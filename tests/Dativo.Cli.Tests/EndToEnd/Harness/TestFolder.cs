namespace Dativo.EndToEnd;

/// <summary>A temporary directory.</summary>
public sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dativo-e2e-");

    public string FullName => _directory.FullName;

    /// <summary>Whether it stays.</summary>
    public bool Keep { get; init; }

    public string PathOf(string name) => Path.Combine(FullName, name);

    /// <summary>Writes a file whole or not at all, so that a running node never reads half of it.</summary>
    public string Write(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText($"{path}.new", text);
        File.Move($"{path}.new", path, overwrite: true);
        return path;
    }

    public void CopyFrom(string source)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = PathOf(Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public void Dispose()
    {
        if (!Keep && Directory.Exists(FullName))
            _directory.Delete(recursive: true);
    }
}
