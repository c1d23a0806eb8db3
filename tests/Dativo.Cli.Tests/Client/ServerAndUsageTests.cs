using System.Net;
using System.Net.Sockets;
using Dativo.Web.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dativo.Cli.Tests.Client;

public sealed class ServerAndUsageTests
{
    [Fact]
    public async Task With_no_node_running_the_command_says_how_to_start_one()
    {
        // A port that was free a moment ago, and that nobody listens on while the socket keeps it.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var server = $"http://{socket.LocalEndPoint}";

        var message = (await CliNode.RunAsync(["runs", "list", "--server", server], [])).Failed(3);

        Assert.Equal($"no dativo node runs at {server}; start one with 'dativo start orchestrated --runner-config runner.yaml', or name another with --server or DATIVO_SERVER", message);
    }

    [Fact]
    public async Task A_node_without_its_orchestrator_is_no_server()
    {
        await using var node = await CliNode.StartAsync();
        node.Orchestrator.SchedulerDown = true;

        Assert.Contains("the scheduler did not answer within 5 s", (await node.RunAsync("schedules", "list")).Failed(3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_program_at_the_address_is_no_node()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapFallback(() => Results.Content("<html>", "text/html"));
        await app.StartAsync();

        Assert.Contains(
            "answers, but not as a dativo node does (HTTP 200)",
            (await CliNode.RunAsync(["runs", "list", "--server", app.Urls.Single()], [])).Failed(3),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_comes_from_the_option_or_the_environment()
    {
        const string token = "correct-horse-battery";
        await using var node = await CliNode.StartAsync(token);
        var server = new Dictionary<string, string> { ["DATIVO_SERVER"] = node.Address };

        Assert.Contains("this node asks for its token", (await CliNode.RunAsync(["runs", "list"], server)).Failed(2), StringComparison.Ordinal);
        (await CliNode.RunAsync(["runs", "list", "--token", token], server)).Ok();
        (await CliNode.RunAsync(["runs", "list"], new(server) { ["DATIVO_TOKEN"] = token })).Ok();
        Assert.DoesNotContain("wrong-token", (await CliNode.RunAsync(["runs", "list", "--token", "wrong-token"], server)).Failed(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_option_wins_over_the_environment()
    {
        await using var node = await CliNode.StartAsync();

        (await CliNode.RunAsync(["runs", "list", "--server", node.Address + "/"], new() { ["DATIVO_SERVER"] = "http://192.0.2.1:1" })).Ok();
        (await CliNode.RunAsync(["runs", "--server", node.Address, "list"], [])).Ok();
    }

    [Theory]
    [InlineData("'dativo' needs a command (expected runs, schedules, tenants, cluster) (see dativo --help)")]
    [InlineData("'dativo runs' needs a command (expected list, show, logs, cancel) (see dativo runs --help)", "runs")]
    [InlineData("unknown command 'lst' (expected list, show, logs, cancel; did you mean 'list'?) (see dativo runs --help)", "runs", "lst")]
    [InlineData("Required argument 'ID' missing for command: 'show' (see dativo runs show --help)", "runs", "show")]
    [InlineData("Unrecognized command or argument '--tenat' (see dativo runs list --help)", "runs", "list", "--tenat")]
    [InlineData("--since: 'yesterday' is wrong (expected an instant such as 2026-01-31T06:00:00Z, or a duration such as 30m, 2h or 1d) (see dativo runs list --help)", "runs", "list", "--since", "yesterday")]
    [InlineData("--status: 'sucess' is wrong (expected queued, running, waiting_retry, success, partial, failure, cancelled, timed_out, skipped; did you mean 'success'?) (see dativo runs list --help)", "runs", "list", "--status", "sucess")]
    [InlineData("--limit: '0' is wrong (expected 1 to 10000) (see dativo runs list --help)", "runs", "list", "--limit", "0")]
    [InlineData("--attempt: '0' is wrong (expected 1 or more) (see dativo runs logs --help)", "runs", "logs", "1", "--attempt", "0")]
    [InlineData("--until: 'soon' is wrong (expected an instant such as 2026-01-31T06:00:00Z, or a duration such as 30m, 2h or 1d) (see dativo schedules pause --help)", "schedules", "pause", "x", "--until", "soon")]
    [InlineData("--server: 'ftp://x' is not the address of a node (expected a URL such as http://127.0.0.1:3000)", "runs", "list", "--server", "ftp://x")]
    [InlineData("--server: '127.0.0.1:3000' is not the address of a node (expected a URL such as http://127.0.0.1:3000)", "runs", "list", "--server", "127.0.0.1:3000")]
    public async Task Wrong_usage_is_one_line_and_exit_code_2(string expected, params string[] args) =>
        Assert.Equal(expected, (await CliNode.RunAsync(args, [])).Failed(2));

    [Fact]
    public async Task A_wrong_output_format_names_the_right_ones()
    {
        var message = (await CliNode.RunAsync(["runs", "list", "-o", "xml"], [])).Failed(2);

        Assert.Contains("xml", message, StringComparison.Ordinal);
        Assert.Contains("json", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_no_error()
    {
        var result = (await CliNode.RunAsync(["runs", "list", "--help"], [])).Ok();

        Assert.Contains("--since", result.Out, StringComparison.Ordinal);
        Assert.Contains("DATIVO_SERVER", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_goes_away_breaks_a_log_off()
    {
        const string id = "0198c0de-1a2b-7000-8000-000000000001";
        await using var node = await CliNode.StartAsync();
        node.History.Put(Samples.Run(id, Dativo.Actors.Tenants.RunStatus.Running));
        node.Logs.Write(Guid.Parse(id), 1, "one\n");
        var output = new SignalWriter();
        var command = CliNode.RunAsync(["runs", "logs", id, "-f"], new() { ["DATIVO_SERVER"] = node.Address }, output: output);
        await output.WaitForAsync("one");

        await node.StopAsync();

        var result = await command;
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("dativo: the log broke off: the node went away", result.Error.Trim());
    }
}
