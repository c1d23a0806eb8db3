using System.CommandLine;
using Dativo.Cli.Client;

namespace Dativo.Cli.Commands.Cluster;

/// <summary><c>dativo cluster</c>.</summary>
internal static class ClusterCommand
{
    public static Command Create() => Create(CliHost.OfProcess);

    public static Command Create(Func<CliHost> host)
    {
        // The commands that ask a node; each gets the options for that by itself, since not every command of the group asks one.
        var options = new ClientOptions();
        Command[] asking =
        [
            ClusterStatusCommand.Create(options, host),
            ClusterMembersCommand.Create(options, host),
            ClusterShardsCommand.Create(options, host),
            ClusterLeaveCommand.Create(options, host),
            ClusterDownCommand.Create(options, host),
        ];
        var command = new Command("cluster", "The nodes of a cluster: how they are; leave and down; a cluster on this machine.");
        foreach (var subcommand in asking)
        {
            options.AddTo(subcommand);
            command.Add(subcommand);
        }

        command.Add(ClusterLocalCommand.Create(host));
        return command;
    }

    /// <summary>The argument of the commands about one node.</summary>
    public static Argument<string> Node() => new("NODE") { Description = "The node: host:port, or its full address." };

    /// <summary>The option not to wait for what was begun.</summary>
    public static Option<bool> NoWait() => new("--no-wait") { Description = "Do not wait until the node is gone." };
}
