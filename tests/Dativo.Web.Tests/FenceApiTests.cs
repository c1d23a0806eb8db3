using System.Net;
using Dativo.Actors.Workers.Fence;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dativo.Web.Tests;

/// <summary>What jobs ask, over a real connection.</summary>
public sealed class FenceApiTests : IAsyncLifetime
{
    private const string Path = "fence/01a20968-38f9-77db-b232-95c0fd79a623/2/7/abc";
    private readonly Fence _fence = new();
    private readonly HttpClient _client = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ICommitFence>(_fence);
        builder.AddDativoWeb(new WebOptions { Bind = "127.0.0.1:0", Token = "0123456789abcdef" });
        _app = builder.Build();
        _app.UseRouting();
        _app.MapDativoFence();
        await _app.StartAsync();
        _client.BaseAddress = await _app.Services.GetRequiredService<FenceAddress>().Known;
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_job_needs_no_token_and_is_told_that_it_may_commit()
    {
        using var response = await _client.GetAsync(Path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"may_commit":true,"reason":null}""", await response.Content.ReadAsStringAsync());
        Assert.Equal((Guid.Parse("01a20968-38f9-77db-b232-95c0fd79a623"), 2, 7, "abc"), _fence.Asked);
    }

    [Fact]
    public async Task A_refusal_is_a_conflict_with_its_reason()
    {
        _fence.Refusal = "the attempt was told to stop";
        using var response = await _client.GetAsync(Path);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("""{"may_commit":false,"reason":"the attempt was told to stop"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("POST", null, HttpStatusCode.MethodNotAllowed)]
    [InlineData("HEAD", null, HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("GET", "10.0.0.7", HttpStatusCode.Forbidden)]
    [InlineData("GET", "localhost", HttpStatusCode.OK)]
    public async Task Only_programs_of_this_machine_may_ask_and_only_ask(string method, string? host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Path);
        request.Headers.Host = host;
        using var response = await _client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, _fence.Asked is not null);
    }

    [Theory]
    [InlineData("fence/no-run/2/7/abc")]
    [InlineData("fence/01a20968-38f9-77db-b232-95c0fd79a623/2/7")]
    public async Task Other_addresses_are_not_found(string path)
    {
        using var response = await _client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private sealed class Fence : ICommitFence
    {
        public string? Refusal { get; set; }

        public (Guid RunId, int Attempt, long Token, string Signature)? Asked { get; private set; }

        public Task<string?> RefusalAsync(Guid runId, int attempt, long fencingToken, string signature, CancellationToken cancellationToken)
        {
            Asked = (runId, attempt, fencingToken, signature);
            return Task.FromResult(Refusal);
        }
    }
}
