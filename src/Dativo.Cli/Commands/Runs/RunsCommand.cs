using System.CommandLine;
using Dativo.Cli.Client;

namespace Dativo.Cli.Commands.Runs;

/// <summary><c>dativo runs</c>.</summary>
internal static class RunsCommand
{
    public static Command Create() => Create(CliHost.OfProcess);

    public static Command Create(Func<CliHost> host)
    {
        var options = new ClientOptions();
        var command = new Command("runs", "Runs: what ran, what runs, what waits, and why.")
        {
            RunsListCommand.Create(options, host),
            RunsShowCommand.Create(options, host),
            RunsLogsCommand.Create(options, host),
            RunsCancelCommand.Create(options, host),
        };
        options.AddTo(command);
        return command;
    }

    /// <summary>The argument of the commands about one run.</summary>
    public static Argument<string> Id() => new("ID") { Description = "The run's id, or the start of it." };
}
