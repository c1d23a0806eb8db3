using System.Net;
using System.Text.Json;

namespace Dativo.Ingest.Publish;

/// <summary>
/// Asks the node that started the job whether it may make its output visible: after a freeze, or when the node was cut off, the
/// run may have been started again elsewhere.
/// </summary>
internal static class CommitPermission
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan PatienceOfOne = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns when the output may be made visible, at once when there is nobody to ask.</summary>
    /// <exception cref="IngestException">It may not, or nobody answered.</exception>
    public static async Task AskAsync(Uri? url, TimeProvider time, CancellationToken cancellationToken)
    {
        if (url is null)
            return;

        // The node is on this machine: whatever proxy there is for others is of no use.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = PatienceOfOne };
        using var client = new HttpClient(handler) { MaxResponseContentBufferSize = 64 * 1024, Timeout = Timeout.InfiniteTimeSpan };
        var start = time.GetTimestamp();
        while (true)
        {
            var silence = await TryAskAsync(client, url, time, cancellationToken);
            if (silence is null)
                return;
            if (time.GetElapsedTime(start) >= Patience)
                throw Refused($"the node did not answer whether this attempt may still commit ({silence})");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Null when the output may be made visible; otherwise why there was no answer.</summary>
    private static async Task<string?> TryAskAsync(HttpClient client, Uri url, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(PatienceOfOne, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var response = await client.GetAsync(url, either.Token);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
                return $"it answered {(int)response.StatusCode}";
            var (mayCommit, reason) = Read(await response.Content.ReadAsByteArrayAsync(either.Token));
            if (response.StatusCode == HttpStatusCode.OK && mayCommit)
                return null;
            throw Refused(reason is null ? $"the node answered {(int)response.StatusCode} when asked whether this attempt may still commit" : $"the node refuses that this attempt commits: {reason}");
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError.ToString();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "Timeout";
        }
    }

    private static (bool MayCommit, string? Reason) Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (false, null);
            var mayCommit = document.RootElement.TryGetProperty("may_commit", out var may) && may.ValueKind == JsonValueKind.True;
            var reason = document.RootElement.TryGetProperty("reason", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()!.ReplaceLineEndings(" ") : null;
            return (mayCommit, reason);
        }
        catch (JsonException)
        {
            return (false, null);
        }
    }

    private static IngestException Refused(string reason) => new(IngestErrorKind.CommitRefused, $"{reason}: nothing was written");
}
