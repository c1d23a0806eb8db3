namespace Dativo.Actors.Configuration.Reading;

/// <summary>A file that something was read from, or was looked for in vain, and how it looked just before.</summary>
internal readonly record struct SourceFile(string Path, FileStamp Stamp)
{
    /// <summary>The file as it looks now.</summary>
    public static SourceFile Of(string path) => new(path, FileStamp.Of(path));

    /// <summary>Whether the file looks as it did.</summary>
    public bool IsCurrent() => FileStamp.Of(Path) == Stamp;
}
