namespace Dativo.Actors.Configuration;

/// <summary>Where a node keeps what it has read of its configuration, so that its next start reads only what has changed since.</summary>
public static class KeptConfiguration
{
    /// <summary>The file, in a node's data directory. It may be removed at any time; the next start is slower then.</summary>
    public static string FileIn(string dataDirectory) => Path.Combine(dataDirectory, "configuration.cache");
}
