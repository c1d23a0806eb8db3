using System.Globalization;
using System.Text.Json;

namespace Dativo.Actors.Hosting;

/// <summary>
/// A node's directory, held by one node at a time: the lock is the operating system's and ends with the process,
/// however that ends; a file beside it says who holds it.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream fileLock)
    {
        FullPath = path;
        _lock = fileLock;
    }

    /// <summary>Its absolute path.</summary>
    public string FullPath { get; }

    /// <summary>
    /// Creates the directory if need be and takes it.
    /// </summary>
    /// <exception cref="DataDirectoryException">Another node holds it, or it cannot be written; the message says which, and what to do.</exception>
    public static DataDirectory Take(string path, TimeProvider time)
    {
        var full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            var fileLock = new FileStream(Path.Combine(full, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var holder = new Holder(Environment.ProcessId, Environment.MachineName, time.GetUtcNow());
            File.WriteAllText(HolderFile(full), JsonSerializer.Serialize(holder));
            return new DataDirectory(full, fileLock);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Explain(full, exception);
        }
    }

    /// <summary>Gives the directory back.</summary>
    public void Dispose()
    {
        File.Delete(HolderFile(FullPath));
        _lock.Dispose();
    }

    private static string HolderFile(string path) => Path.Combine(path, "node.json");

    private static DataDirectoryException Explain(string path, Exception exception)
    {
        // A lock that is held is an IOException without a type of its own; that the holder's file can be read tells it apart.
        if (exception is IOException and not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && ReadHolder(path) is { } holder)
        {
            return new DataDirectoryException(
                string.Create(CultureInfo.InvariantCulture, $"The data directory {path} is held by another node: process {holder.Pid} on {holder.Machine}, started {holder.StartedAt:yyyy-MM-dd HH:mm:ss} UTC. Stop it first, or start this one with another --data-dir."),
                exception);
        }

        return new DataDirectoryException($"The data directory {path} cannot be used: {exception.Message}", exception);
    }

    private static Holder? ReadHolder(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Holder>(File.ReadAllText(HolderFile(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record Holder(int Pid, string Machine, DateTimeOffset StartedAt);
}
