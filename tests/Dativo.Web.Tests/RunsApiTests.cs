using System.Net;
using System.Text;
using Dativo.Actors.Tenants;
using Dativo.Web.Tests.Doubles;

namespace Dativo.Web.Tests;

public sealed class RunsApiTests : IAsyncLifetime
{
    private const string First = "0198c0de-1a2b-7000-8000-000000000001";
    private const string Second = "0198c0de-1a2c-7000-8000-000000000002";
    private const string Third = "0198c0de-1a2c-7000-8fff-000000000003";
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_list_has_exactly_the_documented_fields()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Skipped, attempts: 0, reason: "overlap", detail: "an earlier run was still active"));
        _api.History.Put(Samples.Run(Second, RunStatus.Success, queuedAt: Samples.Noon.AddMinutes(1)));

        var json = await _api.Client.GetStringAsync("/api/v1/runs");

        Assert.Equal(
            """{"runs":[{"id":"0198c0de-1a2c-7000-8000-000000000002","tenant_id":"acme","schedule":"stripe_customers_hourly","trigger":"schedule","status":"success","reason":null,"detail":null,"scheduled_for":"2026-01-31T12:01:00Z","queued_at":"2026-01-31T12:01:00Z","started_at":"2026-01-31T12:01:00.012Z","finished_at":"2026-01-31T12:01:04.250Z","retry_at":null,"attempts":1},"""
            + """{"id":"0198c0de-1a2b-7000-8000-000000000001","tenant_id":"acme","schedule":"stripe_customers_hourly","trigger":"schedule","status":"skipped","reason":"overlap","detail":"an earlier run was still active","scheduled_for":"2026-01-31T12:00:00Z","queued_at":"2026-01-31T12:00:00Z","started_at":null,"finished_at":"2026-01-31T12:00:04.250Z","retry_at":null,"attempts":0}]}""",
            json);
    }

    [Fact]
    public async Task An_ended_run_has_exactly_the_documented_fields()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Success, attempts: 2) with
        {
            RequestedBy = "ada",
            Metrics = Samples.Run(First, RunStatus.Success).Metrics.Add("records_count", 1200).Add("validation_rate_percent", 99.5),
        });

        var json = await _api.Client.GetStringAsync($"/api/v1/runs/{First}");

        Assert.Equal(
            """{"id":"0198c0de-1a2b-7000-8000-000000000001","tenant_id":"acme","schedule":"stripe_customers_hourly","trigger":"schedule","status":"success","reason":null,"detail":null,"scheduled_for":"2026-01-31T12:00:00Z","queued_at":"2026-01-31T12:00:00Z","started_at":"2026-01-31T12:00:00.012Z","finished_at":"2026-01-31T12:00:04.250Z","retry_at":null,"attempts":2,"requested_by":"ada","config":"/etc/dativo/jobs/stripe_customers.yaml","live":false,"pid":null,"waits_for":null,"attempt_list":["""
            + """{"number":1,"node":"akka://dativo@127.0.0.1:4053","pid":4001,"fencing_token":41,"exit_code":1,"error":"connection reset by peer","reason":"exit_code","outcome":"exited","started_at":"2026-01-31T12:00:00.012Z","finished_at":"2026-01-31T12:00:04.250Z","duration_seconds":4.238},"""
            + """{"number":2,"node":"akka://dativo@127.0.0.1:4053","pid":4002,"fencing_token":42,"exit_code":0,"error":null,"reason":null,"outcome":"exited","started_at":"2026-01-31T12:00:00.012Z","finished_at":"2026-01-31T12:00:04.250Z","duration_seconds":4.238}"""
            + """],"metrics":{"records_count":1200,"validation_rate_percent":99.5},"tags":{"tenant":"acme"}}""",
            json);
    }

    [Theory]
    [InlineData("tenant=globex", Third)]
    [InlineData("schedule=nightly", Second)]
    [InlineData("status=running", Third)]
    [InlineData("status=running,failure", Third, Second)]
    [InlineData("status=running&status=FAILURE", Third, Second)]
    [InlineData("since=2026-01-31T11:30:00Z", Third, Second)]
    [InlineData("since=2026-01-31T12:30:00%2B01:00", Third, Second)]
    [InlineData("since=30m", Third, Second)]
    [InlineData("since=1h30m", Third, Second, First)]
    [InlineData("since=2026-02-01")]
    [InlineData("limit=1", Third)]
    [InlineData("tenant=nobody")]
    [InlineData("tenant=", Third, Second, First)]
    public async Task The_list_can_be_narrowed(string query, params string[] expected)
    {
        _api.History.Put(
            Samples.Run(First, RunStatus.Success, queuedAt: Samples.Noon.AddHours(-1)),
            Samples.Run(Second, RunStatus.Failure, schedule: "nightly", queuedAt: Samples.Noon.AddMinutes(-20)),
            Samples.Run(Third, RunStatus.Running, tenant: "globex", queuedAt: Samples.Noon.AddMinutes(-10)));

        var json = await _api.GetJsonAsync($"/api/v1/runs?{query}");

        Assert.Equal(expected, json["runs"]!.AsArray().Select(run => (string)run!["id"]!));
    }

    [Theory]
    [InlineData("status=done", "status", "status: 'done' is wrong (expected queued, running, waiting_retry, success, partial, failure, cancelled, timed_out, skipped)")]
    [InlineData("status=sucess", "status", "did you mean 'success'?")]
    [InlineData("since=yesterday", "since", "since: 'yesterday' is wrong (expected an instant such as 2026-01-31T06:00:00Z, or a duration such as 30m, 2h or 1d)")]
    [InlineData("limit=0", "limit", "limit: '0' is wrong (expected a whole number, 1 to 10,000)")]
    [InlineData("limit=10001", "limit", "1 to 10,000")]
    [InlineData("limit=-5", "limit", "'-5'")]
    [InlineData("limit=1&limit=2", "limit", "given 2 times")]
    [InlineData("tenat=acme", "tenat", "unknown parameter 'tenat'; did you mean 'tenant'?")]
    [InlineData("short_ids=yes", "short_ids", "expected true or false")]
    public async Task A_wrong_parameter_is_named_with_what_was_expected(string query, string parameter, string detail)
    {
        var problem = await _api.GetProblemAsync(400, $"/api/v1/runs?{query}");

        Assert.Equal(parameter, (string)problem["parameter"]!);
        Assert.Contains(detail, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_allowed_statuses_are_those_of_the_engine()
    {
        var problem = await _api.GetProblemAsync(400, "/api/v1/runs?status=x");

        Assert.Equal(Enum.GetValues<RunStatus>().Select(status => status.Name()), problem["allowed"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public async Task Short_ids_are_as_long_as_they_must_be_even_when_the_sibling_is_not_in_the_list()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Success), Samples.Run(Second, RunStatus.Success), Samples.Run(Third, RunStatus.Running));

        var json = await _api.GetJsonAsync("/api/v1/runs?short_ids=true&status=success");

        Assert.Equal(
            ["0198c0de1a2b", "0198c0de1a2c700080"],
            json["runs"]!.AsArray().Select(run => (string)run!["short_id"]!).Order());
    }

    [Theory]
    [InlineData("0198c0de1a2b")]
    [InlineData("0198c0de-1a2b")]
    [InlineData("0198C0DE-1A2B-7000-8000-000000000001")]
    [InlineData("0198c0de1a2b70008000000000000001")]
    public async Task A_run_is_found_by_its_id_and_by_any_unique_start_of_it(string id)
    {
        _api.History.Put(Samples.Run(First, RunStatus.Success), Samples.Run(Second, RunStatus.Success));

        Assert.Equal(First, (string)(await _api.GetJsonAsync($"/api/v1/runs/{id}"))["id"]!);
    }

    [Fact]
    public async Task A_start_that_several_ids_share_names_them()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Success), Samples.Run(Second, RunStatus.Success));

        var problem = await _api.GetProblemAsync(400, "/api/v1/runs/0198c0de");

        Assert.Equal($"several runs have an id that starts with '0198c0de': {First}, {Second}", (string)problem["detail"]!);
    }

    [Theory]
    [InlineData("0198c0de", "no run has an id that starts with '0198c0de'")]
    [InlineData(First, $"no run has the id '{First}'")]
    [InlineData("nightly", "no run has the id 'nightly' (an id, or the start of one, is up to 32 hexadecimal digits)")]
    public async Task An_unknown_run_is_a_404(string id, string detail)
    {
        foreach (var path in new[] { $"/api/v1/runs/{id}", $"/api/v1/runs/{id}/logs" })
            Assert.Equal(detail, (string)(await _api.GetProblemAsync(404, path))["detail"]!);
        Assert.Equal(detail, (string)(await _api.GetProblemAsync(404, new HttpRequestMessage(HttpMethod.Post, $"/api/v1/runs/{id}/cancel")))["detail"]!);
    }

    [Fact]
    public async Task A_run_accepted_a_moment_ago_is_waited_for_until_the_history_has_it()
    {
        var id = Guid.CreateVersion7(Samples.Noon);
        _api.History.Put(Samples.Run(id.ToString(), RunStatus.Success));
        _api.History.AppearsAfter[id] = 3;

        var answer = _api.Client.GetAsync($"/api/v1/runs/{id}");
        await PassTimeUntilAsync(answer);

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    [Fact]
    public async Task A_run_that_never_comes_is_not_waited_for_for_ever()
    {
        var answer = _api.Client.GetAsync($"/api/v1/runs/{Guid.CreateVersion7(Samples.Noon)}");
        await PassTimeUntilAsync(answer);

        Assert.Equal(HttpStatusCode.NotFound, (await answer).StatusCode);
    }

    [Fact]
    public async Task An_open_run_shows_what_its_tenant_says_of_it_now()
    {
        var run = Samples.Run(First, RunStatus.Running);
        _api.History.Put(run);
        Present(Samples.Open(run, pid: 4711));

        var json = await _api.GetJsonAsync($"/api/v1/runs/{First}");

        Assert.True((bool)json["live"]!);
        Assert.Equal(4711, (int)json["pid"]!);
        Assert.Equal(4711, (int)json["attempt_list"]![0]!["pid"]!);
        Assert.Null(json["attempt_list"]![0]!["duration_seconds"]);
    }

    [Fact]
    public async Task What_the_tenant_says_is_newer_than_the_history()
    {
        var run = Samples.Run(First, RunStatus.Queued, attempts: 0);
        _api.History.Put(run);
        Present(Samples.Open(run, waitsFor: "its retry") with { Status = RunStatus.WaitingRetry, Attempt = 1, RetryAt = Samples.Noon.AddSeconds(5) });

        var json = await _api.GetJsonAsync($"/api/v1/runs/{First}");

        Assert.Equal("waiting_retry", (string)json["status"]!);
        Assert.Equal("2026-01-31T12:00:05Z", (string)json["retry_at"]!);
        Assert.Equal("its retry", (string)json["waits_for"]!);
        Assert.Equal(1, (int)json["attempts"]!);
    }

    [Fact]
    public async Task An_open_run_is_shown_from_the_history_when_its_tenant_does_not_answer()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Running));
        _api.Orchestrator.TenantsDown = true;

        var json = await _api.GetJsonAsync($"/api/v1/runs/{First}");

        Assert.False((bool)json["live"]!);
        Assert.Equal("running", (string)json["status"]!);
    }

    [Fact]
    public async Task The_log_of_the_newest_attempt_is_plain_text()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Success, attempts: 2));
        _api.Logs.Write(Guid.Parse(First), 1, "first try\n");
        _api.Logs.Write(Guid.Parse(First), 2, "Grüße\n");

        using var newest = await _api.Client.GetAsync($"/api/v1/runs/{First}/logs");
        Assert.Equal("text/plain; charset=utf-8", newest.Content.Headers.ContentType?.ToString());
        Assert.Equal("2", Assert.Single(newest.Headers.GetValues("X-Dativo-Attempt")));
        Assert.Equal("Grüße\n", await newest.Content.ReadAsStringAsync());
        Assert.Equal("first try\n", await _api.Client.GetStringAsync($"/api/v1/runs/{First}/logs?attempt=1"));
    }

    [Fact]
    public async Task A_followed_log_arrives_while_it_is_written()
    {
        var id = Guid.Parse(First);
        _api.History.Put(Samples.Run(First, RunStatus.Running));
        _api.Logs.Write(id, 1, "one\n");

        using var response = await _api.Client.GetAsync($"/api/v1/runs/{First}/logs?follow=true", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        Assert.Equal("one", await reader.ReadLineAsync());
        _api.Logs.Write(id, 1, "two\n");
        Assert.Equal("two", await reader.ReadLineAsync());
        _api.Logs.Complete(id, 1);
        Assert.Null(await reader.ReadLineAsync());
    }

    [Fact]
    public async Task A_node_that_stops_ends_a_followed_log()
    {
        var id = Guid.Parse(First);
        _api.History.Put(Samples.Run(First, RunStatus.Running));
        _api.Logs.Write(id, 1, "one\n");
        using var response = await _api.Client.GetAsync($"/api/v1/runs/{First}/logs?follow=true", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        Assert.Equal("one", await reader.ReadLineAsync());

        await _api.StopAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadLineAsync());
    }

    [Fact]
    public async Task A_log_that_breaks_off_is_not_taken_for_whole()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Success));
        _api.Logs.Write(Guid.Parse(First), 1, "half");
        _api.Logs.Failure = new IOException("disk");

        using var response = await _api.Client.GetAsync($"/api/v1/runs/{First}/logs", HttpCompletionOption.ResponseHeadersRead);

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("attempt=3", 404, "the run has no attempt 3 (it has 2)")]
    [InlineData("attempt=2", 404, "there is no log of attempt 2: it ran on akka://dativo@127.0.0.1:4053, which is gone or does not have it")]
    [InlineData("attempt=0", 400, "attempt: '0' is wrong (expected a whole number, 1 or more)")]
    [InlineData("follow=1", 400, "follow: '1' is wrong (expected true or false)")]
    public async Task A_log_that_cannot_be_shown_says_why(string query, int status, string detail)
    {
        _api.History.Put(Samples.Run(First, RunStatus.Success, attempts: 2));

        Assert.Equal(detail, (string)(await _api.GetProblemAsync(status, $"/api/v1/runs/{First}/logs?{query}"))["detail"]!);
    }

    [Fact]
    public async Task A_run_without_an_attempt_has_no_log()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Skipped, attempts: 0));

        Assert.Equal(
            "the run has no log: no attempt was started (status skipped)",
            (string)(await _api.GetProblemAsync(404, $"/api/v1/runs/{First}/logs"))["detail"]!);
    }

    [Fact]
    public async Task An_open_run_can_be_cancelled_with_a_reason()
    {
        var run = Samples.Run(First, RunStatus.Running);
        _api.History.Put(run);
        Present(Samples.Open(run));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs/0198c0de/cancel")
        {
            Content = new StringContent("""{"reason":" wrong month "}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Dativo-User", "J%C3%BCrgen");
        using var response = await _api.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($$"""{"run_id":"{{First}}","tenant_id":"acme"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal([$"cancel {First} of acme by Jürgen: wrong month"], _api.Orchestrator.Calls);
    }

    [Fact]
    public async Task A_cancel_without_a_body_says_who_asked()
    {
        var run = Samples.Run(First, RunStatus.Running);
        _api.History.Put(run);
        Present(Samples.Open(run));

        using var response = await _api.Client.PostAsync($"/api/v1/runs/{First}/cancel", null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal([$"cancel {First} of acme by api: cancelled by api"], _api.Orchestrator.Calls);
    }

    [Fact]
    public async Task An_ended_run_cannot_be_cancelled()
    {
        _api.History.Put(Samples.Run(First, RunStatus.Success), Samples.Run(Second, RunStatus.Running));

        var ended = await _api.GetProblemAsync(409, new HttpRequestMessage(HttpMethod.Post, $"/api/v1/runs/{First}/cancel"));
        Assert.Equal("the run has already ended (success)", (string)ended["detail"]!);
        var endedMeanwhile = await _api.GetProblemAsync(409, new HttpRequestMessage(HttpMethod.Post, $"/api/v1/runs/{Second}/cancel"));
        Assert.Equal("the run has already ended", (string)endedMeanwhile["detail"]!);
    }

    [Theory]
    [InlineData("""{"reson":"x"}""", 400, "unknown field 'reson'; did you mean 'reason'?")]
    [InlineData("""{"reason":5}""", 400, "reason: expected a text or null")]
    [InlineData("""["x"]""", 400, "the body must be a JSON object with the fields reason, all optional")]
    [InlineData("{\n \"reason\": }", 400, "the body is not JSON (line 2, byte 12)")]
    public async Task A_wrong_body_is_refused(string body, int status, string detail)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/runs/{First}/cancel")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };

        Assert.Equal(detail, (string)(await _api.GetProblemAsync(status, request))["detail"]!);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_or_too_long_is_refused()
    {
        HttpRequestMessage Request(HttpContent content) => new(HttpMethod.Post, $"/api/v1/runs/{First}/cancel") { Content = content };

        await _api.GetProblemAsync(415, Request(new StringContent("reason=x", Encoding.UTF8, "application/x-www-form-urlencoded")));
        await _api.GetProblemAsync(413, Request(new StringContent(new string(' ', 70_000), Encoding.UTF8, "application/json")));
        var reason = await _api.GetProblemAsync(400, Request(new StringContent($$"""{"reason":"{{new string('x', 1001)}}"}""", Encoding.UTF8, "application/json")));
        Assert.Equal("reason: 1001 characters (expected 1000 at most)", (string)reason["detail"]!);
        Assert.Empty(_api.Orchestrator.Calls);
    }

    private void Present(OpenRunView run) =>
        _api.Orchestrator.Tenants["acme"] = new TenantView { TenantId = "acme", Concurrency = 1, Runs = [run] };

    private async Task PassTimeUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _api.Clock.Advance(TimeSpan.FromMilliseconds(25));
            await Task.WhenAny(task, Task.Delay(1));
        }
    }
}
