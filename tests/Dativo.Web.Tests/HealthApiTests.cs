using Dativo.Actors.Hosting;

namespace Dativo.Web.Tests;

public sealed class HealthApiTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_warning_leaves_the_node_ready()
    {
        _api.Health.Findings = [new HealthFinding("membership", null, "not reached: 10.0.0.2:4053"), new HealthFinding("scheduler", null)];

        using var response = await _api.Client.GetAsync("/health/ready");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(
            """{"status":"ready","parts":[{"name":"membership","problem":null,"warning":"not reached: 10.0.0.2:4053"},{"name":"scheduler","problem":null,"warning":null}]}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_problem_makes_the_node_not_ready_and_is_named()
    {
        _api.Health.Findings = [new HealthFinding("membership", null), new HealthFinding("database", "it does not answer")];

        using var response = await _api.Client.GetAsync("/health/ready");

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Contains("not_ready", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("it does not answer", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
