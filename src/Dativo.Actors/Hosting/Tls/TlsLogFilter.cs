using System.Text.RegularExpressions;
using Akka.Event;

namespace Dativo.Actors.Hosting.Tls;

/// <summary>
/// Takes what Akka says of a failed handshake out of the log: five lines with stack traces on each attempt, none of which
/// has the reason. What <see cref="PeerValidation"/> has not told yet is told here, in a line.
/// </summary>
internal sealed partial class TlsLogFilter(TlsRefusals refusals) : LogFilterBase
{
    private const string Handler = "Handler";

    /// <inheritdoc />
    /// <remarks>By source, so that the text of other messages is not made up for it.</remarks>
    public override LogFilterType FilterType => LogFilterType.Source;

    /// <inheritdoc />
    public override LogFilterDecision ShouldKeepMessage(LogEvent content, string? expandedMessage = null)
    {
        if (content.LogLevel() < LogLevel.WarningLevel)
            return LogFilterDecision.NoDecision;
        if (content.LogSource.StartsWith("Tcp", StringComparison.Ordinal) && content.LogSource.Contains(Handler, StringComparison.Ordinal))
            return Drop(OfHandshake(content.Message.ToString() ?? "", content.Cause));
        if (content.LogSource.StartsWith("remoting ", StringComparison.Ordinal))
            return Drop(OfAssociation(content.Message.ToString() ?? ""));
        return content.LogSource.EndsWith("/endpointWriter", StringComparison.Ordinal)
            && (content.Message.ToString() ?? "").Contains("Error [Association failed with ", StringComparison.Ordinal)
                ? LogFilterDecision.Drop
                : LogFilterDecision.NoDecision;
    }

    private static LogFilterDecision Drop(bool drop) => drop ? LogFilterDecision.Drop : LogFilterDecision.NoDecision;

    private bool OfHandshake(string message, Exception? cause)
    {
        var noTls = cause is { } && cause.GetType().Name == "NotSslRecordException";
        if (message.StartsWith("Rejected incoming connection", StringComparison.Ordinal) && message.Contains("TLS handshake", StringComparison.Ordinal))
            return true;
        if (!noTls && !message.StartsWith("TLS handshake failed", StringComparison.Ordinal))
            return false;
        if (noTls)
            refusals.Failed(PeerOf(message), "it does not use TLS; all nodes of a cluster must, or none");
        else if (!message.Contains("RemoteCertificateValidationCallback", StringComparison.Ordinal))
            refusals.Failed(PeerOf(message), $"the TLS handshake failed ({Innermost(cause)})");
        return true;
    }

    private bool OfAssociation(string message)
    {
        if (!message.StartsWith("Tried to associate with unreachable remote address", StringComparison.Ordinal))
            return false;
        if (message.Contains("TLS handshake failed", StringComparison.Ordinal))
            return true;
        if (Called().Match(message) is not { Success: true } called || Cause().Match(message) is not { Success: true } cause)
            return false;
        refusals.Failed(called.Groups[1].Value, message.Contains("explicitly disassociated", StringComparison.Ordinal)
            ? "it closed the connection; either it refuses this node's certificate, which its log says, or it does not use TLS"
            : cause.Groups[1].Value.TrimEnd('.', ' '));
        return true;
    }

    private static string PeerOf(string message) => Channel().Match(message) is { Success: true } channel ? channel.Groups[1].Value : "another node";

    private static string Innermost(Exception? cause)
    {
        while (cause?.InnerException is { } inner)
            cause = inner;
        return cause is null ? "no reason given" : cause.Message.ReplaceLineEndings(" ").TrimEnd('.');
    }

    [GeneratedRegex(@"->(\S+?)\]\(Id=", RegexOptions.CultureInvariant)]
    private static partial Regex Channel();

    [GeneratedRegex(@"Caused by: \[[A-Za-z.]+: ([^\r\n\]]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Cause();

    [GeneratedRegex(@"unreachable remote address \[([^\]]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Called();
}
