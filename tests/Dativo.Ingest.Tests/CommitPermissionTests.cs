using System.Net;
using System.Net.Sockets;

namespace Dativo.Ingest.Tests;

/// <summary>What the engine asks before it makes its output visible.</summary>
public sealed class CommitPermissionTests : IAsyncDisposable
{
    private readonly TestJob _job = new TestJob().Data(TestJob.Header + "1,one,,,,\n");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _asked = [];
    private Task _serving = Task.CompletedTask;

    [Fact]
    public async Task What_may_be_committed_is()
    {
        Serve("200 OK", """{"may_commit":true,"reason":null}""");
        Assert.Equal(0, await _job.RunAsync());
        Assert.Single(_job.Files);
        Assert.Equal(["GET /fence/a/1/2/s HTTP/1.1"], _asked);
    }

    [Fact]
    public async Task What_is_refused_is_not_made_visible_and_leaves_nothing()
    {
        Serve("409 Conflict", """{"may_commit":false,"reason":"the attempt was told to stop"}""");
        Assert.Equal(2, await _job.RunAsync());
        Assert.Empty(_job.Files);
        Assert.Empty(_job.Staged);
        Assert.Single(_asked);
        Assert.EndsWith("CommitRefused: the node refuses that this attempt commits: the attempt was told to stop: nothing was written", _job.ErrorText.TrimEnd(), StringComparison.Ordinal);
        var error = _job.Event("job_error");
        Assert.Equal("CommitRefused", error.GetProperty("error_type").GetString());
        Assert.Equal(2, error.GetProperty("exit_code").GetInt32());
    }

    [Theory]
    [InlineData("200 OK", "hello")]
    [InlineData("200 OK", "{}")]
    [InlineData("200 OK", """{"may_commit":"true"}""")]
    [InlineData("404 Not Found", "")]
    [InlineData("302 Found", "")]
    public async Task An_answer_that_is_no_permission_is_a_refusal(string status, string body)
    {
        Serve(status, body);
        Assert.Equal(2, await _job.RunAsync());
        Assert.Empty(_job.Files);
        Assert.Contains($"CommitRefused: the node answered {status[..3]}", _job.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_in_trouble_is_asked_again()
    {
        Serve("503 Service Unavailable", "", then: ("200 OK", """{"may_commit":true}"""));
        Assert.Equal(0, await UntilDoneAsync(_job.RunAsync()));
        Assert.Equal(2, _asked.Count);
        Assert.Single(_job.Files);
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_made_visible()
    {
        _listener.Start();
        _job.Environment["DATIVO_FENCE_URL"] = $"http://{_listener.LocalEndpoint}/fence/a/1/2/s";
        _listener.Stop();
        Assert.Equal(2, await UntilDoneAsync(_job.RunAsync()));
        Assert.Empty(_job.Files);
        Assert.Empty(_job.Staged);
        Assert.Contains("CommitRefused: the node did not answer whether this attempt may still commit (ConnectionError): nothing was written", _job.ErrorText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("https://127.0.0.1/fence")]
    [InlineData("file:///etc/passwd")]
    public async Task An_address_of_another_kind_is_told_before_anything_is_read(string url)
    {
        _job.Environment["DATIVO_FENCE_URL"] = url;
        Assert.Equal(2, await _job.RunAsync());
        Assert.Contains("ConfigurationError: the environment variable DATIVO_FENCE_URL has a wrong value", _job.ErrorText, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving;
        _end.Dispose();
        _job.Dispose();
    }

    // The job waits between its questions by the test's clock.
    private async Task<int> UntilDoneAsync(Task<int> running)
    {
        while (!running.IsCompleted)
        {
            _job.Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(1);
        }

        return await running;
    }

    private void Serve(string status, string body, (string Status, string Body)? then = null)
    {
        _listener.Start();
        _job.Environment["DATIVO_FENCE_URL"] = $"http://{_listener.LocalEndpoint}/fence/a/1/2/s";
        _serving = ServeAsync((status, body), then ?? (status, body));
    }

    private async Task ServeAsync(params (string Status, string Body)[] answers)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
                await using var writer = new StreamWriter(client.GetStream());
                _asked.Add((await reader.ReadLineAsync(_end.Token))!);
                while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 })
                {
                    // Headers are of no interest.
                }

                var (status, body) = answers[Math.Min(number, answers.Length - 1)];
                await writer.WriteAsync($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }
}
