using System.Collections.Immutable;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Product;

namespace Dativo.Benchmarks.Scenarios;

/// <summary>What a user at a terminal waits for.</summary>
internal static class StartUp
{
    /// <summary>How many times the node is started.</summary>
    public const int Starts = 5;

    /// <summary>The commands, with the keys of their metrics.</summary>
    public static readonly ImmutableArray<(string Key, string[] Command)> Commands =
    [
        ("runs_list_ms", ["runs", "list"]),
        ("schedules_list_ms", ["schedules", "list"]),
        ("tenants_list_ms", ["tenants", "list"]),
        ("tenants_show_ms", ["tenants", "show", "acme"]),
        ("cluster_status_ms", ["cluster", "status"]),
    ];

    public static Scenario Scenario { get; } = new()
    {
        Name = "start-up",
        Title = $"A node started on the quickstart's examples, {Starts} times, each time with nothing stored: from the start of its process until `dativo runs list`, asked again and again by a process each, gives its first answer. Then commands, asked five times each while the examples' jobs run. Medians.",
        Metrics =
        [
            new("start_ms", "start to answer ms", Better.Lower),
            new("command_ms", "slowest command ms", Better.Lower),
            .. Commands.Select(static command => new Metric(command.Key, $"{string.Join(' ', command.Command)} ms", Better.Lower)),
        ],
        Contestants = [new(Contestants.Product, [Database.Sqlite], DativoStartUp.RunAsync)],
        Aims =
        [
            new("start_ms", 2_500),
            new("command_ms", 300),
        ],
    };
}
