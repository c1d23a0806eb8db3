using Dativo.Actors.Tenants;
using Dativo.Web.Tests.Doubles;

namespace Dativo.Cli.Tests.Client;

public sealed class TenantsCommandsTests : IAsyncLifetime
{
    private const string First = "0198c0de-1a2b-7000-8000-000000000001";
    private const string Second = "0198c0de-1a2c-7000-8000-000000000002";
    private CliNode _node = null!;

    public async Task InitializeAsync() => _node = await CliNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task The_list_is_a_table()
    {
        _node.History.Put(Samples.Run(First, RunStatus.Failure), Samples.Run(Second, RunStatus.Queued, attempts: 0));
        _node.Orchestrator.Schedules["nightly"] = Samples.Schedule("nightly", "globex");

        Assert.Equal(
            [
                "TENANT  SCHEDULES  RUNNING  QUEUED  WAITING RETRY  LAST STATUS   LAST END",
                "acme            0        0       1              0  failure      2 min ago",
                "globex          1        0       0              0",
            ],
            (await _node.RunAsync("tenants", "list")).Ok().Lines);
    }

    [Fact]
    public async Task A_page_shows_what_waits_and_for_what()
    {
        var active = Samples.Run(First, RunStatus.Running);
        var waiting = Samples.Run(Second, RunStatus.Queued, attempts: 0);
        _node.Orchestrator.Tenants["acme"] = new TenantView
        {
            TenantId = "acme",
            Concurrency = 1,
            Runs = [Samples.Open(active, pid: 4711), Samples.Open(waiting, waitsFor: "run 0198c0de1a2b holds the tenant")],
        };

        var result = (await _node.RunAsync(120, "tenants", "show", "acme")).Ok();

        Assert.Equal(
            [
                "Tenant      acme",
                "Schedules   0",
                "At once     1 run at the most",
                "Now         1 running, 1 queued, 0 waiting for a retry",
                "",
                "Open runs",
            ],
            result.Lines[..6]);
        Assert.Equal(9, result.Lines.Length);
        Assert.EndsWith("run 0198c0de1a2b holds the tenant", result.Lines[8], StringComparison.Ordinal);
        Assert.All((await _node.RunAsync(80, "tenants", "show", "acme")).Ok().Lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task An_unknown_tenant_is_exit_code_1()
    {
        Assert.Equal("no tenant 'acme' has a schedule or a run", (await _node.RunAsync("tenants", "show", "acme")).Failed(1));
    }
}
