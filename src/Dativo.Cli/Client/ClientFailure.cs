namespace Dativo.Cli.Client;

/// <summary>A client command cannot do what was asked; becomes one line on stderr and the exit code.</summary>
internal sealed class ClientFailure(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
