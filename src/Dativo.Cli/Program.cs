using System.CommandLine;
using System.Runtime.CompilerServices;
using Dativo.Actors.Workers.Guard;
using Dativo.Cli;
using Dativo.Cli.Commands;
using Dativo.Cli.Commands.Cluster;
using Dativo.Cli.Commands.Runs;
using Dativo.Cli.Commands.Schedules;
using Dativo.Cli.Commands.Tenants;
using Dativo.Cli.Start;

// The guard has to be ready before a node may start its first job, and `dativo run` is started for every attempt of
// every job: both take short ways that load nothing of the rest.
if (args is ["guard", ..])
    return RunGuard(args);
if (args is [StartCommand.Word, ..] or [Lifeline.Word, StartCommand.Word, ..])
    NodeRuntime.Prepare();
if (args is [Lifeline.Word, ..])
    return await Lifeline.RunAsync(ended => RunCommandLineAsync(args[1..], ended));
return RunJob.TryParse(args) is { } job ? await RunJob.RunAsync(job) : await RunCommandLineAsync(args, CancellationToken.None);

[MethodImpl(MethodImplOptions.NoInlining)]
static int RunGuard(string[] args) => GuardProgram.Run(args.AsSpan()[1..]);

[MethodImpl(MethodImplOptions.NoInlining)]
static Task<int> RunCommandLineAsync(string[] args, CancellationToken cancellationToken)
{
    var root = new RootCommand("Dativo Actors: runs data-ingestion jobs on their schedules, one tenant at a time.");

    // One line per command, in the order --help lists them.
    root.Add(StartCommand.Create(TimeProvider.System));
    root.Add(RunsCommand.Create());
    root.Add(SchedulesCommand.Create());
    root.Add(TenantsCommand.Create());
    root.Add(ClusterCommand.Create());
    root.Add(HealthCommand.Create());
    root.Add(ValidateCommand.Create(TimeProvider.System));
    root.Add(CronCommand.Create(TimeProvider.System));
    root.Add(RunCommand.Create());

    return CommandLine.InvokeAsync(root, args, cancellationToken: cancellationToken);
}
