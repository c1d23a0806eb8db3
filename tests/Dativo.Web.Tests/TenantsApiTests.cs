using Dativo.Actors.Tenants;
using Dativo.Web.Tests.Doubles;

namespace Dativo.Web.Tests;

public sealed class TenantsApiTests : IAsyncLifetime
{
    private const string First = "0198c0de-1a2b-7000-8000-000000000001";
    private const string Second = "0198c0de-1a2c-7000-8000-000000000002";
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_list_has_tenants_of_the_history_and_of_the_schedules()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Failure), Samples.Run(Second, RunStatus.Queued, attempts: 0));
        _api.Orchestrator.Schedules["nightly"] = Samples.Schedule("nightly", "globex");

        Assert.Equal(
            """{"tenants":[{"tenant_id":"acme","schedules":0,"running":0,"queued":1,"waiting_retry":0,"last_status":"failure","last_finished_at":"2026-01-31T12:00:04.250Z"},"""
            + """{"tenant_id":"globex","schedules":1,"running":0,"queued":0,"waiting_retry":0,"last_status":null,"last_finished_at":null}]}""",
            await _api.Client.GetStringAsync("/api/v1/tenants"));
    }

    [Fact]
    public async Task Tenants_are_listed_without_the_scheduler_and_say_that_it_is_missing()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Failure));
        _api.Orchestrator.SchedulerDown = true;

        var tenant = Assert.Single((await _api.GetJsonAsync("/api/v1/tenants"))["tenants"]!.AsArray());

        Assert.Equal("acme", (string)tenant!["tenant_id"]!);
        Assert.Null(tenant["schedules"]);
    }

    [Fact]
    public async Task A_tenant_has_exactly_the_documented_fields()
    {
        var active = Samples.Run(First, RunStatus.Running);
        var waiting = Samples.Run(Second, RunStatus.Queued, attempts: 0);
        _api.Orchestrator.Schedules["hourly"] = Samples.Schedule("hourly");
        _api.Orchestrator.Tenants["acme"] = new TenantView
        {
            TenantId = "acme",
            Concurrency = 1,
            Runs = [Samples.Open(active, pid: 4711), Samples.Open(waiting, waitsFor: "run 0198c0de1a2b holds the tenant")],
        };

        Assert.Equal(
            """{"tenant_id":"acme","schedules":1,"running":1,"queued":1,"waiting_retry":0,"last_status":null,"last_finished_at":null,"concurrency":1,"runs":["""
            + """{"id":"0198c0de-1a2b-7000-8000-000000000001","schedule":"stripe_customers_hourly","trigger":"schedule","status":"running","scheduled_for":"2026-01-31T12:00:00Z","queued_at":"2026-01-31T12:00:00Z","attempt":1,"pid":4711,"retry_at":null,"waits_for":null},"""
            + """{"id":"0198c0de-1a2c-7000-8000-000000000002","schedule":"stripe_customers_hourly","trigger":"schedule","status":"queued","scheduled_for":"2026-01-31T12:00:00Z","queued_at":"2026-01-31T12:00:00Z","attempt":0,"pid":null,"retry_at":null,"waits_for":"run 0198c0de1a2b holds the tenant"}]}""",
            await _api.Client.GetStringAsync("/api/v1/tenants/acme"));
    }

    [Fact]
    public async Task A_tenant_nobody_heard_of_is_a_404()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Failure));

        var problem = await _api.GetProblemAsync(404, "/api/v1/tenants/acne");

        Assert.Equal("no tenant 'acne' has a schedule or a run; did you mean 'acme'?", (string)problem["detail"]!);
    }

    [Fact]
    public async Task A_tenant_that_does_not_answer_is_a_503()
    {
        _api.Orchestrator.TenantsDown = true;

        await _api.GetProblemAsync(503, "/api/v1/tenants/acme");
    }
}
