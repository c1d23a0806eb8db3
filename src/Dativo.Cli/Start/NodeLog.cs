using Microsoft.Extensions.Logging;

namespace Dativo.Cli.Start;

/// <summary>Writes what concerns the node as a whole to its log.</summary>
internal sealed partial class NodeLog(ILogger<NodeLog> logger)
{
    public void Listens(string address) => Listens(logger, address);

    [LoggerMessage(301, LogLevel.Information, "The API listens on {Address}", EventName = "api_listening")]
    private static partial void Listens(ILogger logger, string address);
}
