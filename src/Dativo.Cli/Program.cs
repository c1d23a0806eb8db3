using System.CommandLine;
using System.Runtime.CompilerServices;
using Dativo.Cli;
using Dativo.Cli.Commands;

// `dativo run` is started for every attempt of every job: it takes a short way that loads nothing of the orchestrator.
return RunJob.TryParse(args) is { } job ? await RunJob.RunAsync(job) : await RunCommandLineAsync(args);

[MethodImpl(MethodImplOptions.NoInlining)]
static async Task<int> RunCommandLineAsync(string[] args)
{
    var root = new RootCommand("Dativo Actors: runs data-ingestion jobs on their schedules, one tenant at a time.");

    // One line per command, in the order --help lists them.
    root.Add(RunCommand.Create());

    var result = root.Parse(args);
    var code = await result.InvokeAsync();

    // The library's own code for a wrong command line is 1.
    return result.Errors.Count > 0 ? ExitCodes.Usage : code;
}
