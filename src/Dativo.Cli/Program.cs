using System.CommandLine;
using Dativo.Actors.Workers.Guard;

// First of all, and without anything of the rest: the guard has to be ready before a node may start its first job.
if (args is ["guard", ..]) return GuardProgram.Run(args.AsSpan()[1..]);

var root = new RootCommand("Dativo Actors: runs data-ingestion jobs on their schedules, one tenant at a time.");

// One line per command, in the order --help lists them.

return await root.Parse(args).InvokeAsync();
