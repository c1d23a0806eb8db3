using System.Text.Json;
using Dativo.Web.Contract;

namespace Dativo.Cli.Client;

/// <summary>Asks a node how it is.</summary>
internal sealed class HealthClient : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = AnswerTimeout };

    /// <summary>What keeps the node from being ready; null when nothing does.</summary>
    /// <param name="server">The node's address, with a slash at its end.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<string?> ProblemAsync(Uri server, CancellationToken cancellationToken)
    {
        var shown = server.GetLeftPart(UriPartial.Authority);
        try
        {
            using var response = await _http.GetAsync(new Uri(server, "health/ready"), cancellationToken);
            var page = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(cancellationToken), ApiJson.Default.HealthPage);
            return page switch
            {
                { Status: "ready" } when response.IsSuccessStatusCode => null,
                { Parts: { } parts } => $"not ready: {string.Join("; ", parts.Where(part => part.Problem is not null).Select(part => $"{part.Name}: {part.Problem}"))}",
                _ => $"{shown} answers, but not as a dativo node does (HTTP {(int)response.StatusCode})",
            };
        }
        catch (JsonException)
        {
            return $"{shown} answers, but not as a dativo node does";
        }
        catch (HttpRequestException exception)
        {
            return $"no dativo node answers at {shown} ({(exception.InnerException ?? exception).Message.TrimEnd('.')})";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the node at {shown} did not answer within {AnswerTimeout.TotalSeconds:0} s";
        }
    }

    public void Dispose() => _http.Dispose();
}
