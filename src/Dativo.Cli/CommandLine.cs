using System.CommandLine;
using System.CommandLine.Invocation;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli;

/// <summary>Parses and runs a command line; wrong usage is one line on stderr and exit code 2.</summary>
internal static class CommandLine
{
    // '@daily' is an expression here, not the name of a file with more arguments.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    // By default a command is cut off two seconds after SIGTERM or Ctrl-C, in the middle of what a node has to bring to an end.
    private static readonly TimeSpan StopPatience = TimeSpan.FromDays(1);

    public static Task<int> InvokeAsync(
        RootCommand root,
        IReadOnlyList<string> args,
        InvocationConfiguration? configuration = null,
        CancellationToken cancellationToken = default)
    {
        configuration ??= new InvocationConfiguration { ProcessTerminationTimeout = StopPatience };
        var result = root.Parse(args, Parser);
        if (result.CommandResult.Command is LongRunningCommand)
            configuration.ProcessTerminationTimeout = Timeout.InfiniteTimeSpan;
        if (result.Action is not ParseErrorAction)
            return result.InvokeAsync(configuration, cancellationToken);

        var command = Path(result.CommandResult.Command);
        configuration.Error.WriteLine($"{command}: {Describe(result)} (see {command} --help)");
        return Task.FromResult(ExitCodes.Usage);
    }

    private static string Describe(ParseResult result)
    {
        var command = result.CommandResult.Command;
        if (command.Action is not null || command.Subcommands.Count == 0)
            return string.Join("; ", result.Errors.Select(error => PlainText.OneLine(error.Message).TrimEnd('.')).Distinct());

        var names = command.Subcommands.Where(subcommand => !subcommand.Hidden).Select(subcommand => subcommand.Name).ToArray();
        var expected = $"expected {string.Join(", ", names)}";
        return result.UnmatchedTokens.Count == 0
            ? $"'{Path(command)}' needs a command ({expected})"
            : $"unknown command '{result.UnmatchedTokens[0]}' ({expected}{ClosestName.Hint(result.UnmatchedTokens[0], names)})";
    }

    private static string Path(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is Command and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
            names.Insert(0, symbol.Name);
        return string.Join(' ', names.Prepend("dativo"));
    }
}
