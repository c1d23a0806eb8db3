namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>Reads the status that <c>waitpid</c> gives, which has the same layout on Linux and macOS.</summary>
internal static class WaitStatus
{
    /// <summary>What the process returned; null when a signal ended it.</summary>
    internal static int? ExitCode(int status) => (status & 0x7F) == 0 ? (status >> 8) & 0xFF : null;

    /// <summary>The signal that ended the process; null when it returned.</summary>
    internal static int? Signal(int status) => (status & 0x7F) == 0 ? null : status & 0x7F;

    /// <summary>For people.</summary>
    internal static string Describe(int status) =>
        Signal(status) is { } signal ? $"killed by signal {signal}" : $"exit code {ExitCode(status)}";
}
