namespace Dativo.Ingest;

/// <summary>Says in a few words why a file operation failed.</summary>
internal static class FileErrors
{
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int DiskFullUnix = 28; // ENOSPC, the value .NET puts into HResult on Unix

    // The exceptions' own messages contain full paths, which may hold values expanded from variables: they are not shown.
    public static string Describe(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "permission denied, or it is a directory",
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        PathTooLongException => "the path is too long",
        IOException { HResult: DiskFullWindows or DiskFullUnix } => "no space left on the device",
        _ => $"{exception.GetType().Name}, code 0x{exception.HResult:X8}",
    };
}
