using System.CommandLine;
using Dativo.Cli.Start;
using Dativo.Web;

namespace Dativo.Cli.Commands;

/// <summary><c>dativo start</c>: a node in the foreground.</summary>
internal static class StartCommand
{
    public static Command Create(TimeProvider time)
    {
        var runnerConfig = new Option<string>("--runner-config") { Description = "The runner.yaml with the schedules.", HelpName = "FILE", Required = true };
        var dataDirectory = new Option<string>("--data-dir") { Description = "Where databases, logs and locks are kept.", HelpName = "DIR", DefaultValueFactory = _ => ".dativo" };
        var http = new Option<string>("--http") { Description = "Where the HTTP API listens; other than loopback needs DATIVO_TOKEN.", HelpName = "HOST:PORT", DefaultValueFactory = _ => WebOptions.DefaultBind };
        var logFormat = new Option<string>("--log-format") { Description = "text, or json: one object a line (default: text on a terminal, json otherwise).", HelpName = "FORMAT" };
        var logLevel = new Option<string>("--log-level") { Description = "debug, information, warning or error.", HelpName = "LEVEL", DefaultValueFactory = _ => "information" };
        var pathMap = new Option<string[]>("--path-map") { Description = "Where a directory named in the files is on this machine, such as /app=. (repeatable).", HelpName = "FROM=DIR" };

        var orchestrated = new Command("orchestrated", "Run the schedules of a runner.yaml until Ctrl-C.")
        {
            runnerConfig, dataDirectory, http, logFormat, logLevel, pathMap,
        };
        orchestrated.SetAction((parsed, cancellationToken) => new NodeStart(
            new StartRequest(
                parsed.GetValue(runnerConfig)!,
                parsed.GetValue(dataDirectory)!,
                parsed.GetValue(http)!,
                parsed.GetValue(logFormat),
                parsed.GetValue(logLevel)!,
                parsed.GetValue(pathMap) ?? [],
                Environment.GetEnvironmentVariable("DATIVO_TOKEN")),
            time,
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error).RunAsync(cancellationToken));
        return new Command("start", "Start a node.") { orchestrated };
    }
}
