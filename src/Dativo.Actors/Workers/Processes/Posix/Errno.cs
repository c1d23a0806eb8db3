namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>The error numbers that are acted upon; these are the same on Linux and macOS save where told.</summary>
internal static class Errno
{
    internal const int NoEntry = 2;
    internal const int NoProcess = 3;
    internal const int Interrupted = 4;
    internal const int ArgumentsTooLong = 7;
    internal const int NotExecutableFormat = 8;
    internal const int NoChild = 10;
    internal const int NoMemory = 12;
    internal const int NoAccess = 13;
    internal const int TooManyFilesInSystem = 23;
    internal const int TooManyFiles = 24;
    internal static readonly int TryAgain = OperatingSystem.IsMacOS() ? 35 : 11;
}
