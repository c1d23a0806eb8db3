using System.CommandLine;

namespace Dativo.Cli.Commands;

/// <summary>How <c>dativo run</c> looks to the command-line library: for help, and for command lines with mistakes.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = "The job file.", HelpName = "JOB", Required = true };
        var mode = new Option<string>("--mode")
        {
            Description = "Where the job runs; only self_hosted.",
            HelpName = "MODE",
            DefaultValueFactory = _ => RunJob.SelfHosted,
        };
        mode.AcceptOnlyFromAmong(RunJob.SelfHosted);
        var pathMap = new Option<string[]>("--path-map")
        {
            Description = "Replaces the beginning of absolute paths in the job file, for example /app=. (repeatable).",
            HelpName = "FROM=TO",
        };
        var command = new Command("run", "Runs one job with the bundled ingestion engine. Exit code: 0 all records valid, 1 some dropped, 2 failure.")
        {
            config,
            mode,
            pathMap,
        };
        command.SetAction((result, _) => RunJob.RunAsync(RunJob.Arguments(result.GetRequiredValue(config), result.GetValue(pathMap) ?? [])));
        return command;
    }
}
