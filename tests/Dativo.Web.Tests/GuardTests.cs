using System.Net;
using Dativo.Web.Tests.Doubles;
using Microsoft.Extensions.Options;

namespace Dativo.Web.Tests;

public sealed class GuardTests
{
    private const string Token = "correct-horse-battery";

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer wrong-horse-battery", 401)]
    [InlineData("Bearer ", 401)]
    [InlineData("Basic correct-horse-battery", 401)]
    [InlineData("Bearer correct-horse-battery", 200)]
    [InlineData("bearer correct-horse-battery", 200)]
    public async Task With_a_token_every_request_must_carry_it(string? authorization, int status)
    {
        await using var api = await ApiHost.StartAsync(new WebOptions { Bind = "0.0.0.0:3000", Token = Token });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/schedules");
        request.Headers.Host = "node-1.example.com";
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await api.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 401)
        {
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
            Assert.DoesNotContain(Token, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Health_probes_need_no_token_and_may_use_any_host_name()
    {
        await using var api = await ApiHost.StartAsync(new WebOptions { Bind = "0.0.0.0:3000", Token = Token });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Host = "10.1.2.3:3000";

        using var response = await api.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1:3000", 200)]
    [InlineData("localhost", 200)]
    [InlineData("dativo.localhost:3000", 200)]
    [InlineData("[::1]:3000", 200)]
    [InlineData("attacker.example:3000", 403)]
    [InlineData("localhost.attacker.example", 403)]
    [InlineData("127.0.0.1.attacker.example", 403)]
    [InlineData("192.168.1.7:3000", 403)]
    public async Task Without_a_token_only_names_of_this_machine_are_answered(string host, int status)
    {
        await using var api = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/schedules");
        request.Headers.Host = host;

        using var response = await api.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(null, null, 202)]
    [InlineData("http://localhost:3000", null, 202)]
    [InlineData("https://attacker.example", null, 403)]
    [InlineData("http://localhost:8080", null, 403)]
    [InlineData("null", null, 403)]
    [InlineData("http://localhost:3000", "same-origin", 202)]
    [InlineData(null, "none", 202)]
    [InlineData("http://localhost:8080", "same-site", 403)]
    [InlineData("https://attacker.example", "cross-site", 403)]
    public async Task A_page_of_another_site_may_change_nothing(string? origin, string? fetchSite, int status)
    {
        await using var api = await ApiHost.StartAsync();
        api.Orchestrator.Schedules["hourly"] = Samples.Schedule("hourly");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/schedules/hourly/trigger");
        request.Headers.Host = "localhost:3000";
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (fetchSite is not null)
            request.Headers.Add("Sec-Fetch-Site", fetchSite);

        using var response = await api.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 202 ? 1 : 0, api.Orchestrator.Calls.Count);
    }

    [Fact]
    public async Task Answers_are_not_stored_and_not_guessed_at()
    {
        await using var api = await ApiHost.StartAsync();
        using var response = await api.Client.GetAsync("/api/v1/runs");

        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404)]
    [InlineData("GET", "/api/v2/runs", 404)]
    [InlineData("DELETE", "/api/v1/runs", 405)]
    [InlineData("GET", "/api/v1/schedules/hourly/trigger", 405)]
    public async Task A_path_or_method_that_does_not_exist_is_a_problem_too(string method, string path, int status)
    {
        await using var api = await ApiHost.StartAsync();

        await api.GetProblemAsync(status, new HttpRequestMessage(new HttpMethod(method), path));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task A_defect_shows_neither_stack_trace_nor_message(string environment)
    {
        await using var api = await ApiHost.StartAsync(environment: environment);
        api.History.Failure = new InvalidOperationException("secret of the house");

        var problem = await api.GetProblemAsync(500, "/api/v1/runs");

        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.StartsWith("the node failed to answer; its log says why (request ", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:3000", null, "can be reached from other machines, so a token is required")]
    [InlineData("*:3000", null, "a token is required")]
    [InlineData("[::]:3000", null, "a token is required")]
    [InlineData("0.0.0.0:3000", "short", "expected at least 16 visible ASCII characters")]
    [InlineData("0.0.0.0:3000", "sixteen characters with blanks", "visible ASCII")]
    [InlineData("example.com:3000", null, "'example.com' in 'example.com:3000' is not an address to listen on")]
    [InlineData("127.0.0.1", null, "'127.0.0.1' is not HOST:PORT")]
    [InlineData("127.0.0.1:70000", null, "'70000' in '127.0.0.1:70000' is not a port (expected 0 to 65535)")]
    [InlineData("::1:3000", null, "IPv6 in brackets")]
    public async Task Wrong_options_fail_the_start(string bind, string? token, string expected)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => ApiHost.StartAsync(new WebOptions { Bind = bind, Token = token }));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        if (token is not null)
            Assert.DoesNotContain(token, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:3000", true)]
    [InlineData("127.3.2.1:0", true)]
    [InlineData("localhost:3000", true)]
    [InlineData("[::1]:3000", true)]
    [InlineData("*:3000", false)]
    [InlineData("10.0.0.1:3000", false)]
    public void A_binding_knows_whether_others_can_reach_it(string text, bool loopback)
    {
        Assert.True(WebBinding.TryParse(text, out var binding, out _));
        Assert.Equal(loopback, binding.IsLoopback);
    }
}
