using System.CommandLine;
using System.CommandLine.Invocation;

namespace Dativo.Cli;

/// <summary>Parses and runs a command line in the way all commands share.</summary>
internal static class CommandLine
{
    // '@daily' is an expression here, not the name of a file with more arguments.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs what <paramref name="args"/> ask for; wrong usage is one line on stderr and <see cref="ExitCodes.Usage"/>.</summary>
    public static async Task<int> InvokeAsync(RootCommand root, string[] args, InvocationConfiguration? invocation = null)
    {
        invocation ??= new InvocationConfiguration();
        var parsed = root.Parse(args, Parser);
        if (parsed.Action is not ParseErrorAction)
            return await parsed.InvokeAsync(invocation);

        var command = Name(parsed.CommandResult.Command);
        var errors = string.Join(' ', parsed.Errors.Select(error => error.Message));
        await invocation.Error.WriteLineAsync($"{command}: {errors} (see {command} --help)");
        return ExitCodes.Usage;
    }

    private static string Name(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Name(parent)} {command.Name}" : "dativo";
}
