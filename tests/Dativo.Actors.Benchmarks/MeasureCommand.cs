using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Dativo.Benchmarks.Harness;
using Dativo.Testing;

namespace Dativo.Benchmarks;

/// <summary>The commands that measure: all scenarios, or one by its name.</summary>
internal static class MeasureCommand
{
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it measures.</param>
    /// <param name="scenarios">The scenarios.</param>
    /// <param name="withMicro">Whether the micro-benchmarks follow, unless only some contestants are asked for.</param>
    public static Command Create(string name, string description, ImmutableArray<Scenario> scenarios, bool withMicro = false)
    {
        var repeat = new Option<int>("--repeat") { Description = "How many rounds, in each of which every contestant does the work once.", DefaultValueFactory = _ => 1 };
        var database = new Option<string?>("--database") { Description = "Only with sqlite or postgres." };
        database.AcceptOnlyFromAmong("sqlite", "postgres");
        var only = new Option<string[]>("--only") { Description = "Only these contestants." };
        only.AcceptOnlyFromAmong([.. scenarios.SelectMany(static scenario => scenario.Contestants).Select(static contestant => contestant.Name).Distinct()]);
        var scale = new Option<double>("--scale") { Description = "How much of the full work, for a quick look.", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--output", "-o") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json");
        repeat.Validators.Add(static result => Require(result.GetValueOrDefault<int>() >= 1, result, "--repeat must be 1 or more."));
        scale.Validators.Add(static result => Require(result.GetValueOrDefault<double>() is > 0 and <= 1000, result, "--scale must be above 0, and 1,000 at most."));
        var command = new Command(name, description) { repeat, database, only, scale, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            scenarios,
            new MeasurementOptions(
                parsed.GetValue(repeat),
                parsed.GetValue(scale),
                parsed.GetValue(database) switch { "sqlite" => Database.Sqlite, "postgres" => Database.Postgres, _ => null },
                [.. parsed.GetValue(only) ?? []]),
            withMicro,
            parsed.GetValue(output) == "json",
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ImmutableArray<Scenario> scenarios, MeasurementOptions options, bool withMicro, bool json, CancellationToken cancellationToken)
    {
        var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected);
        await using var postgres = NeedsPostgres(scenarios, options) && PostgresBinaries.Directory is not null ? await PostgresServer.StartAsync() : null;
        var machine = Machine.Describe(postgres?.Version);
        if (!json)
            Console.WriteLine($"{machine}\n");
        var reports = new List<Report>();
        foreach (var scenario in scenarios)
        {
            var report = await new Measurement(options, postgres, progress).OfAsync(scenario, cancellationToken);
            reports.Add(report);
            if (!json)
                Console.WriteLine(ReportText.Of(report));
        }

        var micro = withMicro && options.Contestants.IsEmpty ? MicroCommand.RunAll(progress) : null;
        if (json)
            Console.WriteLine(ReportJson.Of(machine, reports, micro));
        else if (micro is not null)
            Console.WriteLine(micro);
        return reports.TrueForAll(static report => report.IsWhole) && micro is not { IsWhole: false } ? 0 : 1;
    }

    private static void Require(bool holds, OptionResult option, string message)
    {
        if (!holds)
            option.AddError(message);
    }

    private static bool NeedsPostgres(ImmutableArray<Scenario> scenarios, MeasurementOptions options) =>
        options.Database is not Database.Sqlite && scenarios.Any(static scenario => scenario.Contestants.Any(static contestant => contestant.Databases.Contains(Database.Postgres)));
}
