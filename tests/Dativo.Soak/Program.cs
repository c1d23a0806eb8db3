using System.CommandLine;
using Dativo.Soak;

var minutes = new Option<double>("--minutes") { Description = "How long the load lasts.", DefaultValueFactory = _ => 10 };
var seed = new Option<int?>("--seed") { Description = "Repeats the load and the kills of an earlier run (default: a new one)." };
var tenants = new Option<int>("--tenants") { Description = "How many tenants.", DefaultValueFactory = _ => 20 };
var schedules = new Option<int>("--schedules") { Description = "How many schedules, of 1 to 5 s.", DefaultValueFactory = _ => 60 };
var killEvery = new Option<double>("--kill-every") { Description = "Seconds between kills of the node; 0: never.", DefaultValueFactory = _ => 60 };
var output = new Option<string>("--output", "-o") { Description = "table or json.", DefaultValueFactory = _ => "table" };
output.AcceptOnlyFromAmong("table", "json");
output.Recursive = true;
var keep = new Option<bool>("--keep") { Description = "Keeps the data directory, and says where it is." };

var root = new RootCommand("A long load of real jobs on a real node that is killed again and again, and the check of what became of it.")
{
    minutes, seed, tenants, schedules, killEvery, output, keep, ClusterCommand.Create(output), FailoverCommand.Create(output),
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var options = new SoakOptions(
        TimeSpan.FromMinutes(parsed.GetValue(minutes)),
        parsed.GetValue(seed) ?? Random.Shared.Next(),
        parsed.GetValue(tenants),
        parsed.GetValue(schedules),
        TimeSpan.FromSeconds(parsed.GetValue(killEvery)),
        parsed.GetValue(keep));
    if (options.Length <= TimeSpan.Zero || options.KillEvery < TimeSpan.Zero || options.Tenants < 1 || options.Schedules < options.Tenants)
    {
        await Console.Error.WriteLineAsync("--minutes must be more than 0, --kill-every 0 or more, --tenants 1 or more, and --schedules at least as many as --tenants");
        return 2;
    }

    var report = await new SoakRun(options, TimeProvider.System, Console.Error).RunAsync(cancellationToken);
    Console.WriteLine(parsed.GetValue(output) == "json" ? report.ToJson() : report.ToTable());
    return report.Passed ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();
