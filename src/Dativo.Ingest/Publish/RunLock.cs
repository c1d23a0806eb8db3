namespace Dativo.Ingest.Publish;

/// <summary>
/// The right to work on a run's staging directory: a locked file in it, which the operating system lets go when the
/// process ends, however it ends.
/// </summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>The name of the locked file.</summary>
    public const string FileName = "lock";

    // Removing the directory removes the locked file: Windows wants that to be allowed, Unix always does.
    private static readonly FileShare Alone = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a staging directory, making the directory; null when another process has it.</summary>
    public static RunLock? TryTake(string stagingDirectory)
    {
        var path = Path.Combine(stagingDirectory, FileName);
        Directory.CreateDirectory(stagingDirectory);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Alone);
            // Its owner may have removed the directory between the opening and the locking of the file.
            if (File.Exists(path))
                return new RunLock(file);
            file.Dispose();
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            // Removed by its owner since it was made above.
            return null;
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Takes the lock, waiting for an attempt that is just being ended.</summary>
    /// <exception cref="IngestException">The other process still has it after <paramref name="patience"/>.</exception>
    public static async Task<RunLock> TakeAsync(string stagingDirectory, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (TryTake(stagingDirectory) is { } taken)
                return taken;
            if (time.GetElapsedTime(start) >= patience)
            {
                throw new IngestException(
                    IngestErrorKind.RunBusy,
                    $"another process works on this run (its lock was not free within {patience.TotalSeconds:0} s)");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();
}
