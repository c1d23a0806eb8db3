using System.CommandLine;
using Dativo.Cli;
using Dativo.Cli.Commands;

var root = new RootCommand("Dativo Actors: runs data-ingestion jobs on their schedules, one tenant at a time.");

// One line per command, in the order --help lists them.
root.Add(ValidateCommand.Create(TimeProvider.System));
root.Add(CronCommand.Create(TimeProvider.System));

return await CommandLine.InvokeAsync(root, args);
