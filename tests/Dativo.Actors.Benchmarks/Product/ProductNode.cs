using Dativo.Actors.Configuration;
using Dativo.Actors.Hosting;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Workers;
using Dativo.Benchmarks.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dativo.Benchmarks.Product;

/// <summary>
/// A node of the product in this process, as <c>dativo start</c> puts it together, with its defaults and its history; without the HTTP API,
/// and with a log that is counted instead of printed.
/// </summary>
internal sealed class ProductNode : IAsyncDisposable
{
    private const int Requesters = 64;
    private readonly IHost _host;

    private ProductNode(IHost host, RunCounter runs, StoredRuns stored)
    {
        _host = host;
        Runs = runs;
        Stored = stored;
    }

    /// <summary>Asks the actors.</summary>
    public IOrchestrator Orchestrator => _host.Services.GetRequiredService<IOrchestrator>();

    /// <summary>Any other service of the node.</summary>
    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>What the node said of its runs.</summary>
    public RunCounter Runs { get; }

    /// <summary>What is in the database.</summary>
    public StoredRuns Stored { get; }

    /// <summary>Starts it on the files of <paramref name="definition"/>, and waits until its scheduler answers.</summary>
    /// <param name="arena">Where it stores.</param>
    /// <param name="definition">The path of its runner.yaml.</param>
    /// <param name="executor">What runs attempts; null: processes.</param>
    /// <param name="slots">How many attempts may run at once; null: the product's default.</param>
    public static async Task<ProductNode> StartAsync(Arena arena, string definition, IAttemptExecutor? executor, int? slots = null)
    {
        var counter = new RunCounter();
        var data = Path.Combine(arena.Directory, "data");
        System.IO.Directory.CreateDirectory(data);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(new RunCounterProvider(counter)).AddFilter(static (category, level) => level >= LogLevel.Warning || category == RunCounterProvider.Category);
        if (executor is not null)
            builder.Services.AddSingleton(executor);
        var loader = new RunnerConfigurationLoader(new ConfigurationOptions { CurrentDirectory = Path.GetDirectoryName(definition)! });
        var loaded = loader.Load(definition);
        if (loaded.Definition is null)
            throw new BenchmarkException($"the product refuses its configuration: {string.Join('\n', loaded.Diagnostics)}");
        var options = new NodeOptions { DataDirectory = data, Slots = slots ?? 4 * Environment.ProcessorCount, Database = arena.ConnectionString };
        builder.Services.AddDativoNode(options, new DefinitionFile(definition, loader, loaded));
        var host = builder.Build();
        await host.StartAsync();
        var node = new ProductNode(host, counter, StoredRuns.Of(arena, data));
        await node.Orchestrator.GetSchedulesAsync(CancellationToken.None);
        return node;
    }

    /// <summary>Asks for a run of each of these schedules, many at once, and waits until all are accepted.</summary>
    public Task AskForRunsAsync(IEnumerable<string> schedules) =>
        Parallel.ForEachAsync(schedules, new ParallelOptions { MaxDegreeOfParallelism = Requesters }, async (schedule, cancellationToken) =>
        {
            var answer = await Orchestrator.TriggerAsync(schedule, Guid.NewGuid().ToString(), "benchmark", cancellationToken);
            if (answer is not TriggerResult.Accepted)
                throw new BenchmarkException($"a run of {schedule} was not accepted: {answer}");
        });

    /// <summary>The same, and waits until all have ended. Nothing else may be under way.</summary>
    public async Task RunAllAsync(IReadOnlyCollection<string> schedules)
    {
        var all = Runs.AllAsync(Runs.Ended + schedules.Count);
        await AskForRunsAsync(schedules);
        await all;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
