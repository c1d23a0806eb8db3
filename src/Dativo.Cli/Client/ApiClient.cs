using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Dativo.Web.Contract;

namespace Dativo.Cli.Client;

/// <summary>Asks a running node over HTTP; whatever goes wrong becomes a <see cref="ClientFailure"/> that says what to do.</summary>
internal sealed class ApiClient : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;
    private readonly Uri _server;

    public ApiClient(Uri server, string? token, string userName)
    {
        _server = server;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // A node never redirects; whatever does is not a node, and must not get the token.
            UseProxy = !server.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Add("X-Dativo-User", Uri.EscapeDataString(userName));
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<string> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, Address(path)), cancellationToken);

    public Task<string> PutAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Put, Address(path)), cancellationToken);

    public Task<string> PostAsync(string path, byte[]? json, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address(path));
        if (json is not null)
            request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        // A connection that breaks off before the answer must not make a second run when the request is repeated.
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Starts reading a text that may go on for as long as a job runs. The caller disposes the response.</summary>
    public Task<HttpResponseMessage> OpenTextAsync(string path, CancellationToken cancellationToken) =>
        ReachAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address(path));
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await CheckAsync(response, "text/plain", cancellationToken);
            return response;
        });

    public void Dispose() => _http.Dispose();

    private async Task<string> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnswerTimeout);
        try
        {
            return await ReachAsync(async () =>
            {
                using (request)
                using (var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, timeout.Token))
                {
                    await CheckAsync(response, "application/json", timeout.Token);
                    return await response.Content.ReadAsStringAsync(timeout.Token);
                }
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClientFailure(ExitCodes.NoServer, $"the node at {Shown} did not answer within {AnswerTimeout.TotalSeconds:0} s");
        }
    }

    private async Task<T> ReachAsync<T>(Func<Task<T>> send)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException exception)
        {
            throw new ClientFailure(ExitCodes.NoServer, Unreachable(exception));
        }
    }

    private string Unreachable(HttpRequestException exception) => exception switch
    {
        { HttpRequestError: HttpRequestError.SecureConnectionError } => $"no secure connection to {Shown}: {exception.InnerException?.Message ?? exception.Message}",
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            $"no dativo node runs at {Shown}; start one with 'dativo start orchestrated --runner-config runner.yaml', or name another with --server or DATIVO_SERVER",
        _ => $"no dativo node can be reached at {Shown} ({Reason(exception)}); start one with 'dativo start orchestrated --runner-config runner.yaml', or name another with --server or DATIVO_SERVER",
    };

    private static string Reason(HttpRequestException exception) =>
        exception.InnerException is SocketException socket ? socket.Message : exception.Message.TrimEnd('.');

    private async Task CheckAsync(HttpResponseMessage response, string expectedType, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.IsSuccessStatusCode && type == expectedType)
            return;

        using (response)
        {
            var problem = type == "application/problem+json" ? await ReadProblemAsync(response, cancellationToken) : null;
            if (problem is null)
            {
                throw new ClientFailure(
                    ExitCodes.NoServer,
                    $"{Shown} answers, but not as a dativo node does (HTTP {(int)response.StatusCode}); name the node with --server or DATIVO_SERVER");
            }

            throw new ClientFailure(ExitCodeOf(response.StatusCode), problem.Detail);
        }
    }

    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(cancellationToken), ApiJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int ExitCodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.ServiceUnavailable => ExitCodes.NoServer,
        HttpStatusCode.NotFound or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError => ExitCodes.Failed,
        _ => ExitCodes.Usage,
    };

    private string Shown => _server.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private Uri Address(string path) => new(_server, path);
}
