using System.CommandLine;

namespace Dativo.Cli.Client;

/// <summary>Runs the action of a client command and turns failures into exit codes.</summary>
internal static class ClientCommand
{
    // The shells' convention for a program ended by SIGINT.
    private const int Interrupted = 130;

    public static Command WithClientAction(
        this Command command,
        ClientOptions options,
        Func<CliHost> host,
        Func<ClientSession, ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction((result, cancellationToken) => RunAsync(result, options, host(), action, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult result,
        ClientOptions options,
        CliHost host,
        Func<ClientSession, ParseResult, CancellationToken, Task<int>> action,
        CancellationToken cancellationToken)
    {
        var error = result.InvocationConfiguration.Error;
        try
        {
            using var api = options.Connect(result, host);
            var session = new ClientSession
            {
                Api = api,
                Out = result.InvocationConfiguration.Output,
                Error = error,
                Host = host,
                Json = options.Json(result),
            };
            return await action(session, result, cancellationToken);
        }
        catch (ClientFailure failure)
        {
            await error.WriteLineAsync($"dativo: {Output.PlainText.OneLine(failure.Message)}");
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
    }
}
