using Dativo.Actors.Hosting;
using Dativo.Actors.Management;

namespace Dativo.Web.Tests;

public sealed class ManagementApiTests : IAsyncLifetime
{
    private const string Token = "correct-horse-battery";
    private const string First = "10.0.0.1:4053";
    private const string Second = "10.0.0.2:4053";
    private const string FullFirst = "akka.tcp://dativo@10.0.0.1:4053";
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await StartAsync(new WebOptions { Token = Token, Management = true });

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_members_are_shown_as_Akka_Management_shows_them()
    {
        Assert.Equal(
            """{"selfNode":"akka.tcp://dativo@10.0.0.1:4053","members":["""
            + """{"node":"akka.tcp://dativo@10.0.0.1:4053","nodeUid":"4000000000","status":"Up","roles":["scheduler","web"]},"""
            + """{"node":"akka.tcp://dativo@10.0.0.2:4053","nodeUid":"4000000001","status":"Up","roles":["worker"]}]"""
            + ""","unreachable":[{"node":"akka.tcp://dativo@10.0.0.2:4053","observedBy":["akka.tcp://dativo@10.0.0.1:4053"]}]"""
            + ""","leader":"akka.tcp://dativo@10.0.0.1:4053","oldest":"akka.tcp://dativo@10.0.0.1:4053","oldestPerRole":"""
            + """{"scheduler":"akka.tcp://dativo@10.0.0.1:4053","web":"akka.tcp://dativo@10.0.0.1:4053","worker":"akka.tcp://dativo@10.0.0.2:4053"}}""",
            await _api.Client.GetStringAsync("/cluster/members"));
    }

    [Theory]
    [InlineData("10.0.0.1:4053")]
    [InlineData("akka.tcp:%2F%2Fdativo@10.0.0.1:4053")]
    [InlineData("akka.tcp%3A%2F%2Fdativo%4010.0.0.1%3A4053")]
    public async Task A_member_is_found_by_its_address_whole_or_short(string address)
    {
        Assert.Equal(
            """{"node":"akka.tcp://dativo@10.0.0.1:4053","nodeUid":"4000000000","status":"Up","roles":["scheduler","web"]}""",
            await _api.Client.GetStringAsync($"/cluster/members/{address}"));
    }

    [Theory]
    [InlineData("GET", "10.0.0.1:4054", "no member of the cluster is at '10.0.0.1:4054'; did you mean '10.0.0.1:4053'?")]
    [InlineData("GET", "elsewhere", "no member of the cluster is at 'elsewhere' (members: 10.0.0.1:4053, 10.0.0.2:4053)")]
    [InlineData("DELETE", "10.0.0.1:405", "no member of the cluster is at '10.0.0.1:405'; did you mean '10.0.0.1:4053'?")]
    [InlineData("GET", "akka.tcp:%2F%2Fdativo@10.0.0.1:405", "no member of the cluster is at 'akka.tcp://dativo@10.0.0.1:405'; did you mean 'akka.tcp://dativo@10.0.0.1:4053'?")]
    public async Task An_unknown_member_is_an_error_that_names_the_nearest(string method, string address, string detail)
    {
        Assert.Equal(detail, (string)(await _api.GetProblemAsync(404, new HttpRequestMessage(new HttpMethod(method), $"/cluster/members/{address}")))["detail"]!);
    }

    [Theory]
    [InlineData("PUT", "?operation=Leave", null, "leave", "Leaving")]
    [InlineData("PUT", "?operation=down", null, "down", "Downing")]
    [InlineData("PUT", "", "Down", "down", "Downing")]
    [InlineData("DELETE", "", null, "leave", "Leaving")]
    public async Task A_node_is_told_to_go(string method, string query, string? form, string call, string message)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/cluster/members/{First}{query}");
        request.Headers.Add("X-Dativo-User", "ops");
        if (form is not null)
            request.Content = new FormUrlEncodedContent([new("operation", form)]);

        using var response = await _api.Client.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal($$"""{"message":"{{message}} {{FullFirst}}"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal([$"{call} {First} by ops"], _api.Cluster.Calls);
    }

    [Theory]
    [InlineData("?operation=Explode", "operation: 'Explode' is wrong (expected Down or Leave)")]
    [InlineData("", "operation: '' is wrong (expected Down or Leave)")]
    public async Task An_unknown_operation_is_an_error(string query, string detail)
    {
        var problem = await _api.GetProblemAsync(400, new HttpRequestMessage(HttpMethod.Put, $"/cluster/members/{First}{query}"));
        Assert.Equal(detail, (string)problem["detail"]!);
        Assert.Empty(_api.Cluster.Calls);
    }

    [Theory]
    [InlineData(false, null, "to allow it, set DATIVO_HTTP_MANAGEMENT=true (http.management) and a token in DATIVO_TOKEN and start it again")]
    [InlineData(false, Token, "to allow it, set DATIVO_HTTP_MANAGEMENT=true (http.management) and start it again")]
    [InlineData(true, null, "to allow it, set a token in DATIVO_TOKEN and start it again")]
    public async Task Without_the_switch_and_a_token_nothing_can_be_changed(bool management, string? token, string how)
    {
        await using var api = await StartAsync(new WebOptions { Token = token, Management = management });
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
        {
            var problem = await api.GetProblemAsync(403, new HttpRequestMessage(method, $"/cluster/members/{First}"));
            Assert.EndsWith(how, (string)problem["detail"]!, StringComparison.Ordinal);
        }

        Assert.Empty(api.Cluster.Calls);
        Assert.NotEmpty(await api.Client.GetStringAsync("/cluster/members"));
    }

    [Fact]
    public async Task A_request_without_the_token_is_refused()
    {
        _api.Client.DefaultRequestHeaders.Authorization = null;
        await _api.GetProblemAsync(401, "/cluster/members");
        await _api.GetProblemAsync(401, new HttpRequestMessage(HttpMethod.Delete, $"/cluster/members/{First}"));
        Assert.Empty(_api.Cluster.Calls);
    }

    [Fact]
    public async Task Whoever_must_answer_for_a_node_and_does_not_is_named()
    {
        _api.Cluster.Answer = new NodeCommandResult.NoAnswer("10.0.0.1:4053 did not answer within 5 s");
        Assert.Equal("10.0.0.1:4053 did not answer within 5 s", (string)(await _api.GetProblemAsync(504, new HttpRequestMessage(HttpMethod.Delete, $"/cluster/members/{First}")))["detail"]!);

        _api.Cluster.Answer = new NodeCommandResult.Refused("it holds no lease");
        Assert.Equal("it holds no lease", (string)(await _api.GetProblemAsync(409, new HttpRequestMessage(HttpMethod.Put, $"/cluster/members/{First}?operation=Down")))["detail"]!);
    }

    [Fact]
    public async Task The_shards_of_the_asked_node_are_listed()
    {
        await using var api = await StartAsync(new WebOptions(), worker: First);
        Assert.Equal("""{"entityTypeKeys":["tenant"]}""", await api.Client.GetStringAsync("/cluster/shards"));
        Assert.Equal(
            """{"regions":[{"shardId":"7","numEntities":2},{"shardId":"42","numEntities":10}],"failed":["9"]}""",
            await api.Client.GetStringAsync("/cluster/shards/tenant"));
        Assert.Equal(
            "nothing named 'tenants' lives in shards; did you mean 'tenant'? (there is: tenant)",
            (string)(await api.GetProblemAsync(404, "/cluster/shards/tenants"))["detail"]!);
    }

    [Fact]
    public async Task Another_path_or_method_is_a_problem()
    {
        await _api.GetProblemAsync(404, "/cluster/nothing");
        await _api.GetProblemAsync(405, new HttpRequestMessage(HttpMethod.Post, "/cluster/members"));
        await _api.GetProblemAsync(400, "/cluster/members?x=1");
    }

    [Fact]
    public async Task The_status_shows_every_node_and_why_something_is_not_known()
    {
        await using var api = await StartAsync(new WebOptions());
        api.Cluster.Add("10.0.0.3:4053", [NodeRoles.Worker], node => node with { Report = null, Reachable = false, Lease = null, NoAnswer = "it did not answer within 1 s" });

        var page = await api.GetJsonAsync("/api/v1/cluster");

        Assert.Equal((First, First, First), ((string)page["self_node"]!, (string)page["leader"]!, (string)page["scheduler_node"]!));
        Assert.Equal(
            """{"node":"10.0.0.2:4053","incarnation":"akka.tcp://dativo@10.0.0.2:4053#4000000001","roles":["worker"],"status":"up","reachable":false"""
            + ""","lease":{"state":"active","remaining_ms":1812},"slots_in_use":3,"slots":8,"waiting":0,"shards":2,"tenants":12"""
            + ""","database":"postgresql","database_problem":null,"version":"0.2.0","reason":null}""",
            page["nodes"]![1]!.ToJsonString());
        Assert.Equal(
            """{"node":"10.0.0.3:4053","incarnation":"akka.tcp://dativo@10.0.0.3:4053#4000000002","roles":["worker"],"status":"up","reachable":false"""
            + ""","lease":null,"slots_in_use":null,"slots":null,"waiting":null,"shards":null,"tenants":null"""
            + ""","database":null,"database_problem":null,"version":null,"reason":"it did not answer within 1 s"}""",
            page["nodes"]![2]!.ToJsonString());
        Assert.Equal(
            """{"nodes":[{"node":"10.0.0.2:4053","shards":[{"shard_id":"7","tenants":2},{"shard_id":"42","tenants":10}],"reason":null},"""
            + """{"node":"10.0.0.3:4053","shards":null,"reason":"it did not answer within 1 s"}]}""",
            await api.Client.GetStringAsync("/api/v1/cluster/shards"));
    }

    private static async Task<ApiHost> StartAsync(WebOptions options, string? worker = null)
    {
        var api = await ApiHost.StartAsync(options);
        api.Cluster.Add(First, worker == First ? [NodeRoles.Worker] : [NodeRoles.Scheduler, NodeRoles.Web]);
        api.Cluster.Add(Second, [NodeRoles.Worker], node => node with { Reachable = false });
        if (options.Token is not null)
            api.Client.DefaultRequestHeaders.Authorization = new("Bearer", options.Token);
        return api;
    }
}
