namespace Dativo.Actors.Configuration.Reading;

/// <summary>How a file looks from outside: equal stamps mean an unchanged file. Times in nanoseconds since 1970.</summary>
/// <param name="Length">Its length in bytes; -1 when there is no such file.</param>
/// <param name="Written">When it was last written to.</param>
/// <param name="Changed">When anything of it last changed, which no program can pretend; 0 where the system does not tell.</param>
/// <param name="Inode">Which file of its file system it is: a link may lead to another one of the same age; 0 where the system does not tell.</param>
internal readonly record struct FileStamp(long Length, long Written, long Changed, ulong Inode)
{
    /// <summary>What there is no file for.</summary>
    public static readonly FileStamp Missing = new(-1, 0, 0, 0);

    private const long NanosecondsPerTick = 100;

    /// <summary>A file changed so shortly before can change once more with the same stamp: file systems count in steps of up to 2 s (FAT).</summary>
    private static readonly TimeSpan CoarsestStep = TimeSpan.FromSeconds(2);

    /// <summary>The stamp of a file now.</summary>
    public static FileStamp Of(string path)
    {
        if (LinuxFiles.TryStamp(path, out var stamp))
            return stamp;
        try
        {
            var file = new FileInfo(path);
            return file.Exists ? new FileStamp(file.Length, Nanoseconds(file.LastWriteTimeUtc), 0, 0) : Missing;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Missing;
        }
    }

    /// <summary>Whether a later change shows in the stamp.</summary>
    public bool IsSettled(DateTimeOffset now) =>
        Length >= 0 && Nanoseconds(now.UtcDateTime) - Math.Max(Written, Changed) > CoarsestStep.Ticks * NanosecondsPerTick;

    private static long Nanoseconds(DateTime instant) => (instant - DateTime.UnixEpoch).Ticks * NanosecondsPerTick;
}
