using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dativo.Actors.Scheduling;
using Dativo.Web.Tests.Doubles;

namespace Dativo.Web.Tests;

public sealed class SchedulesApiTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        foreach (var schedule in new[]
        {
            Samples.Schedule("hourly"),
            Samples.Schedule("nightly", "globex", ScheduleStatus.Disabled),
            Samples.Schedule("broken", null, ScheduleStatus.Invalid),
            Samples.Schedule("eu/west 1"),
        })
        {
            _api.Orchestrator.Schedules[schedule.Name] = schedule;
        }
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_schedule_has_exactly_the_documented_fields()
    {
        Assert.Equal(
            """{"name":"hourly","tenant_id":"acme","rule":"0 * * * *","timezone":"Europe/Berlin","state":"active","pause":null,"invalid_reason":null,"next_at":"2026-01-31T13:00:00Z","last_at":"2026-01-31T12:00:00Z","config":"/etc/dativo/jobs/hourly.yaml","description":null,"max_concurrent_runs":1,"tags":{"connector_type":"stripe"}}""",
            await _api.Client.GetStringAsync("/api/v1/schedules/hourly"));
    }

    [Theory]
    [InlineData("", "broken", "eu/west 1", "hourly", "nightly")]
    [InlineData("?tenant=acme", "eu/west 1", "hourly")]
    [InlineData("?state=disabled,invalid", "broken", "nightly")]
    public async Task Schedules_are_listed_by_name(string query, params string[] expected)
    {
        var json = await _api.GetJsonAsync($"/api/v1/schedules{query}");

        Assert.Equal(expected, json["schedules"]!.AsArray().Select(schedule => (string)schedule!["name"]!));
    }

    [Fact]
    public async Task An_unknown_state_is_refused_with_the_known_ones()
    {
        var problem = await _api.GetProblemAsync(400, "/api/v1/schedules?state=asleep");

        Assert.Equal(["active", "paused", "disabled", "invalid"], problem["allowed"]!.AsArray().Select(state => (string)state!));
    }

    [Fact]
    public async Task A_name_may_hold_any_character()
    {
        Assert.Equal("eu/west 1", (string)(await _api.GetJsonAsync("/api/v1/schedules/eu%2Fwest%201"))["name"]!);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/trigger")]
    [InlineData("POST", "/pause")]
    [InlineData("POST", "/resume")]
    public async Task An_unknown_schedule_is_a_404_with_the_nearest_name(string method, string command)
    {
        var problem = await _api.GetProblemAsync(404, new HttpRequestMessage(new HttpMethod(method), $"/api/v1/schedules/hourli{command}"));

        Assert.Equal("no schedule is named 'hourli'; did you mean 'hourly'?", (string)problem["detail"]!);
    }

    [Fact]
    public async Task A_trigger_is_accepted_with_the_run_and_where_to_find_it()
    {
        using var response = await _api.Client.PostAsync("/api/v1/schedules/hourly/trigger", null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var json = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(["run_id", "tenant_id"], json.Select(field => field.Key));
        Assert.Equal("acme", (string)json["tenant_id"]!);
        Assert.Equal($"/api/v1/runs/{json["run_id"]}", response.Headers.Location?.ToString());
        Assert.Equal(["trigger hourly by api"], _api.Orchestrator.Calls);
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_run()
    {
        async Task<string> TriggerAsync(string? key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/schedules/hourly/trigger");
            if (key is not null)
                request.Headers.Add("Idempotency-Key", key);
            using var response = await _api.Client.SendAsync(request);
            return (string)(await response.Content.ReadFromJsonAsync<JsonObject>())!["run_id"]!;
        }

        var first = await TriggerAsync("k1");
        Assert.Equal(first, await TriggerAsync("k1"));
        Assert.NotEqual(first, await TriggerAsync("k2"));
        Assert.NotEqual(await TriggerAsync(null), await TriggerAsync(null));
    }

    [Fact]
    public async Task A_bad_idempotency_key_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/schedules/hourly/trigger");
        request.Headers.Add("Idempotency-Key", new string('k', 129));

        Assert.Equal("Idempotency-Key", (string)(await _api.GetProblemAsync(400, request))["parameter"]!);
        Assert.Empty(_api.Orchestrator.Calls);
    }

    [Fact]
    public async Task A_refused_trigger_is_a_conflict_that_says_why()
    {
        _api.Orchestrator.Refusal = "the queue of tenant acme is full (1,000 runs)";

        var problem = await _api.GetProblemAsync(409, new HttpRequestMessage(HttpMethod.Post, "/api/v1/schedules/hourly/trigger"));

        Assert.Equal("the queue of tenant acme is full (1,000 runs)", (string)problem["detail"]!);
    }

    [Fact]
    public async Task A_schedule_is_paused_and_resumed()
    {
        using var body = new StringContent("""{"reason":"source is down","until":"2h"}""", Encoding.UTF8, "application/json");
        using var paused = await _api.Client.PostAsync("/api/v1/schedules/hourly/pause", body);
        var json = (await paused.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("paused", (string)json["state"]!);
        Assert.Equal("""{"by":"api","at":"2026-01-31T12:00:00Z","reason":"source is down","until":"2026-01-31T14:00:00Z"}""", json["pause"]!.ToJsonString());

        using var resumed = await _api.Client.PostAsync("/api/v1/schedules/hourly/resume", null);
        json = (await resumed.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("active", (string)json["state"]!);
        Assert.Null(json["pause"]);
    }

    [Theory]
    [InlineData("soon", "until: 'soon' is wrong (expected an instant")]
    [InlineData("2026-01-31T11:59:59Z", "until: '2026-01-31T11:59:59Z' is not in the future")]
    public async Task A_pause_until_the_past_or_never_is_refused(string until, string detail)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/schedules/hourly/pause")
        {
            Content = new StringContent($$"""{"until":"{{until}}"}""", Encoding.UTF8, "application/json"),
        };

        Assert.StartsWith(detail, (string)(await _api.GetProblemAsync(400, request))["detail"]!, StringComparison.Ordinal);
        Assert.Equal(ScheduleStatus.Active, _api.Orchestrator.Schedules["hourly"].State);
    }

    [Theory]
    [InlineData("GET", "/api/v1/schedules")]
    [InlineData("GET", "/api/v1/schedules/hourly")]
    [InlineData("POST", "/api/v1/schedules/hourly/trigger")]
    public async Task A_scheduler_that_does_not_answer_is_a_503(string method, string path)
    {
        _api.Orchestrator.SchedulerDown = true;

        using var response = await _api.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal("1", response.Headers.RetryAfter?.ToString());
        var problem = await _api.GetProblemAsync(503, new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal("the orchestrator did not answer in time: the scheduler did not answer within 5 s; the request may be repeated", (string)problem["detail"]!);
    }
}
