using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Cluster;
using Dativo.Web;

namespace Dativo.Cli.Commands.Cluster;

/// <summary><c>dativo cluster local</c>: a whole cluster on this machine, to try it.</summary>
internal static class ClusterLocalCommand
{
    private const string DefaultDirectory = ".dativo/cluster";

    public static Command Create(Func<CliHost> host)
    {
        var nodes = new Option<int>("--nodes") { Description = "How many nodes, each with all roles.", HelpName = "COUNT", DefaultValueFactory = _ => 3 };
        var database = new Option<string?>("--database") { Description = "A connection string of PostgreSQL; better in DATIVO_DATABASE. Default: a private server, from the installed programs.", HelpName = "STRING" };
        var runnerConfig = new Option<string?>("--runner-config") { Description = "The runner.yaml with the schedules. Default: DATIVO_RUNNER_CONFIG.", HelpName = "FILE" };
        var dataDirectory = new Option<string>("--data-dir") { Description = "Where the data of the nodes and of the private database is kept.", HelpName = "DIR", DefaultValueFactory = _ => DefaultDirectory };
        var http = new Option<string>("--http") { Description = "Where the HTTP API of the first node listens; the others take the next free ports.", HelpName = "HOST:PORT", DefaultValueFactory = _ => WebOptions.DefaultBind };
        var slots = new Option<int?>("--slots") { Description = "How many jobs run at once on each node.", HelpName = "COUNT" };
        var pathMap = new Option<string[]>("--path-map") { Description = "Where a directory named in the files is on this machine, such as /app=. (repeatable).", HelpName = "FROM=DIR" };
        var noRestart = new Option<bool>("--no-restart") { Description = "Leave a node that died, or was removed from the cluster, as it is." };
        var logFormat = new Option<string?>("--log-format") { Description = "text, or json: one object a line, with the field node (default: text on a terminal, json otherwise).", HelpName = "FORMAT" };
        var logLevel = new Option<string?>("--log-level") { Description = "debug, information, warning or error.", HelpName = "LEVEL" };

        var compose = new Option<string?>("--compose") { Description = "Start the services of a compose file as processes instead of equal nodes.", HelpName = "FILE" };
        var scale = new Option<string[]>("--scale") { Description = "With --compose: how many containers of a service (repeatable).", HelpName = "SERVICE=COUNT" };

        var command = new LongRunningCommand("local", "Run a cluster of several nodes on this machine until Ctrl-C.")
        {
            nodes, database, runnerConfig, dataDirectory, http, slots, pathMap, noRestart, logFormat, logLevel, compose, scale,
        };
        Option[] ofNodes = [nodes, runnerConfig, http, slots, pathMap, logLevel];
        command.Validators.Add(result =>
        {
            if (result.GetResult(compose) is null)
            {
                if (result.GetResult(scale) is not null)
                    result.AddError("--scale is for the services of --compose");
                return;
            }

            foreach (var option in ofNodes.Where(option => result.GetResult(option) is { Implicit: false }))
                result.AddError($"{option.Name} is not for --compose, whose file says it");
        });
        command.SetAction((result, cancellationToken) =>
        {
            var here = host();
            return new LocalClusterStart(
                new LocalClusterRequest
                {
                    Nodes = result.GetValue(nodes),
                    Database = NullIfEmpty(result.GetValue(database) ?? here.Environment("DATIVO_DATABASE")),
                    RunnerConfig = NullIfEmpty(result.GetValue(runnerConfig) ?? here.Environment("DATIVO_RUNNER_CONFIG")),
                    DataDirectory = Path.GetFullPath(result.GetValue(dataDirectory)!),
                    Http = result.GetValue(http)!,
                    LogFormat = result.GetValue(logFormat),
                    LogLevel = result.GetValue(logLevel),
                    PathMaps = result.GetValue(pathMap) ?? [],
                    Slots = result.GetValue(slots),
                    Compose = result.GetValue(compose),
                    Scales = result.GetValue(scale) ?? [],
                    Restarts = !result.GetValue(noRestart),
                },
                here,
                result.InvocationConfiguration.Output,
                result.InvocationConfiguration.Error).RunAsync(cancellationToken);
        });
        return command;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
