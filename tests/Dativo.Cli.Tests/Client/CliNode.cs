using System.CommandLine;
using Dativo.Actors.History;
using Dativo.Actors.Hosting;
using Dativo.Actors.Management;
using Dativo.Cli.Client;
using Dativo.Cli.Commands.Cluster;
using Dativo.Cli.Commands.Runs;
using Dativo.Cli.Commands.Schedules;
using Dativo.Cli.Commands.Tenants;
using Dativo.Web;
using Dativo.Web.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dativo.Cli.Tests.Client;

/// <summary>A real HTTP server on a free loopback port in front of an orchestrator in memory, and commands that ask it.</summary>
internal sealed class CliNode : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = Samples.Noon.AddMinutes(3);
    private readonly WebApplication _app;

    private CliNode(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public InMemoryHistory History => (InMemoryHistory)_app.Services.GetRequiredService<IHistoryQueries>();

    public InMemoryOrchestrator Orchestrator => (InMemoryOrchestrator)_app.Services.GetRequiredService<IOrchestrator>();

    public InMemoryRunLogs Logs => (InMemoryRunLogs)_app.Services.GetRequiredService<IRunLogs>();

    public InMemoryCluster Cluster => (InMemoryCluster)_app.Services.GetRequiredService<IClusterManagement>();

    public static async Task<CliNode> StartAsync(string? token = null)
    {
        var clock = new FixedClock(Now);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IHistoryQueries>(new InMemoryHistory());
        builder.Services.AddSingleton<IOrchestrator>(new InMemoryOrchestrator(clock));
        builder.Services.AddSingleton<IRunLogs>(new InMemoryRunLogs());
        builder.Services.AddSingleton<IClusterManagement>(new InMemoryCluster());
        builder.AddDativoWeb(new WebOptions { Bind = "127.0.0.1:0", Token = token, Management = token is not null });
        var app = builder.Build();
        app.MapDativoApi();
        app.MapDativoManagement();
        try
        {
            await app.StartAsync();
            return new CliNode(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command against this node.</summary>
    public Task<CliResult> RunAsync(params string[] args) => RunAsync(80, args);

    /// <summary>Runs a command against this node on a terminal of this width.</summary>
    public Task<CliResult> RunAsync(int width, params string[] args) =>
        RunAsync(args, new Dictionary<string, string> { ["DATIVO_SERVER"] = Address }, width);

    /// <summary>Runs a command against this node with its output going to a file or another program.</summary>
    public Task<CliResult> RunPipedAsync(params string[] args) =>
        RunAsync(args, new Dictionary<string, string> { ["DATIVO_SERVER"] = Address }, width: null);

    public static async Task<CliResult> RunAsync(
        string[] args,
        Dictionary<string, string> environment,
        int? width = 80,
        bool colours = false,
        TextWriter? output = null,
        CancellationToken cancellationToken = default)
    {
        var host = new CliHost
        {
            Environment = environment.GetValueOrDefault,
            Clock = new FixedClock(Now),
            UserName = "Jürgen",
            Width = width,
            Colours = colours,
        };
        var root = new RootCommand { RunsCommand.Create(() => host), SchedulesCommand.Create(() => host), TenantsCommand.Create(() => host), ClusterCommand.Create(() => host) };
        output ??= new StringWriter();
        var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(root, args, new InvocationConfiguration { Output = output, Error = error }, cancellationToken);
        return new CliResult(exitCode, output.ToString()!, error.ToString());
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>What a command printed and returned.</summary>
internal sealed partial record CliResult(int ExitCode, string Out, string Error)
{
    public string[] Lines => Out.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    /// <summary>Fails unless the command succeeded without a word on stderr.</summary>
    public CliResult Ok()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return this;
    }

    /// <summary>Fails unless the command ended with this code, one line on stderr and nothing on stdout.</summary>
    public string Failed(int exitCode)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Out));
        Assert.EndsWith(Environment.NewLine, Error, StringComparison.Ordinal);
        var line = Assert.Single(Error.TrimEnd().Split('\n'));
        var prefix = CommandPrefix().Match(line);
        Assert.True(prefix.Success, line);
        return line[prefix.Length..];
    }

    [System.Text.RegularExpressions.GeneratedRegex("^dativo( [a-z]+)*: ")]
    private static partial System.Text.RegularExpressions.Regex CommandPrefix();
}
