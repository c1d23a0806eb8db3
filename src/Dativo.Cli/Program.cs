using System.CommandLine;
using Dativo.Cli;
using Dativo.Cli.Commands.Runs;
using Dativo.Cli.Commands.Schedules;
using Dativo.Cli.Commands.Tenants;

var root = new RootCommand("Dativo Actors: runs data-ingestion jobs on their schedules, one tenant at a time.");

// One line per command, in the order --help lists them.
root.Add(RunsCommand.Create());
root.Add(SchedulesCommand.Create());
root.Add(TenantsCommand.Create());

return await CommandLine.InvokeAsync(root, args);
