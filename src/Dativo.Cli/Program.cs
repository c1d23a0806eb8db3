using System.CommandLine;

var root = new RootCommand("Dativo Actors: runs data-ingestion jobs on their schedules, one tenant at a time.");

// One line per command, in the order --help lists them.

return await root.Parse(args).InvokeAsync();
