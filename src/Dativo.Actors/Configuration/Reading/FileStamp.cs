namespace Dativo.Actors.Configuration.Reading;

/// <summary>How a file looks from outside: equal stamps mean an unchanged file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Length">Its length in bytes; -1 when there is no such file.</param>
/// <param name="Written">When it was last written to.</param>
internal readonly record struct FileStamp(string Path, long Length, DateTimeOffset Written)
{
    /// <summary>A file written to so shortly before can change once more with the same time stamp: file systems count in steps of up to 2 s (FAT).</summary>
    private static readonly TimeSpan CoarsestStep = TimeSpan.FromSeconds(2);

    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        try
        {
            return file.Exists ? new FileStamp(path, file.Length, file.LastWriteTimeUtc) : new FileStamp(path, -1, default);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FileStamp(path, -1, default);
        }
    }

    /// <summary>Whether a later change shows in the stamp.</summary>
    public bool IsSettled(DateTimeOffset now) => Length >= 0 && now - Written > CoarsestStep;
}
