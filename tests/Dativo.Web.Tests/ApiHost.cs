using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Management;
using Dativo.Web.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Dativo.Web.Tests;

/// <summary>The API on a server in memory, in front of an orchestrator in memory. It is noon on 31 January 2026.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiHost(WebApplication app, FakeTimeProvider clock)
    {
        _app = app;
        Clock = clock;
        Client = app.GetTestClient();
    }

    public HttpClient Client { get; }

    public FakeTimeProvider Clock { get; }

    public InMemoryHistory History => (InMemoryHistory)_app.Services.GetRequiredService<IHistoryQueries>();

    public InMemoryOrchestrator Orchestrator => (InMemoryOrchestrator)_app.Services.GetRequiredService<IOrchestrator>();

    public InMemoryRunLogs Logs => (InMemoryRunLogs)_app.Services.GetRequiredService<IRunLogs>();

    public InMemoryCluster Cluster => (InMemoryCluster)_app.Services.GetRequiredService<IClusterManagement>();

    public FixedHealth Health => (FixedHealth)_app.Services.GetRequiredService<INodeHealth>();

    public static async Task<ApiHost> StartAsync(WebOptions? options = null, string environment = "Production")
    {
        var clock = new FakeTimeProvider(Samples.Noon);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IHistoryQueries>(new InMemoryHistory());
        builder.Services.AddSingleton<IOrchestrator>(new InMemoryOrchestrator(clock));
        builder.Services.AddSingleton<IRunLogs>(new InMemoryRunLogs());
        builder.Services.AddSingleton<IClusterManagement>(new InMemoryCluster());
        builder.Services.AddSingleton<INodeHealth>(new FixedHealth());
        builder.AddDativoWeb(options ?? new WebOptions());
        builder.WebHost.UseTestServer();
        var app = builder.Build();
        app.MapDativoApi();
        app.MapDativoManagement();
        app.MapDativoHealth();
        try
        {
            await app.StartAsync();
            return new ApiHost(app, clock);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task<JsonNode> GetJsonAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Sends a request that must be refused with a problem of this status.</summary>
    public async Task<JsonNode> GetProblemAsync(int status, HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(status, (int)problem["status"]!);
        Assert.Equal("about:blank", (string)problem["type"]!);
        Assert.NotEmpty((string)problem["title"]!);
        Assert.DoesNotContain("   at ", (string)problem["detail"]!, StringComparison.Ordinal);
        return problem;
    }

    public Task<JsonNode> GetProblemAsync(int status, string path) => GetProblemAsync(status, new HttpRequestMessage(HttpMethod.Get, path));

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
