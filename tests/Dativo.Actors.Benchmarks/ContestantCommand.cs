using System.CommandLine;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks;

/// <summary>The command that the program starts itself with, once for each run of a contestant.</summary>
internal static class ContestantCommand
{
    /// <summary>Where the connection string is: not among the arguments, which others can read.</summary>
    public const string ConnectionVariable = "DATIVO_BENCHMARK_CONNECTION";

    public static Command Create()
    {
        var scenario = new Argument<string>("scenario");
        var name = new Argument<string>("contestant");
        var database = new Option<Database>("--database");
        var directory = new Option<string>("--directory") { Required = true };
        var scale = new Option<double>("--scale") { DefaultValueFactory = _ => 1 };
        var postgres = new Option<int?>("--postgres-pid");
        var command = new Command("contestant", "Does a scenario's work once, in this process, and says what it measured.") { scenario, name, database, directory, scale, postgres };
        command.Hidden = true;
        command.SetAction((parsed, _) =>
        {
            var contestant = AllScenarios.Get(parsed.GetValue(scenario)!).Contestants.Single(contestant => contestant.Name == parsed.GetValue(name));
            return ContestantProgram.RunAsync(contestant, progress => new Arena
            {
                Database = parsed.GetValue(database),
                Directory = parsed.GetValue(directory)!,
                ConnectionString = Environment.GetEnvironmentVariable(ConnectionVariable),
                PostgresPid = parsed.GetValue(postgres),
                Scale = parsed.GetValue(scale),
                Progress = progress,
            });
        });
        return command;
    }
}
