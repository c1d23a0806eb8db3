using Dativo.EndToEnd;
using Dativo.EndToEnd.Load;

namespace Dativo.Soak;

/// <summary>Runs the load, kills the node again and again, looks at it in between, and checks what became of it.</summary>
internal sealed class SoakRun(SoakOptions options, TimeProvider time, TextWriter progress)
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(10);
    private readonly List<Sample> _samples = [];
    private readonly List<double> _starts = [];
    private readonly LogClasses _log = new();
    private long _began;
    private int _incarnation;

    public async Task<SoakReport> RunAsync(CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync($"seed {options.Seed}, {options.Length.TotalMinutes:0.#} minutes, {options.Tenants} tenants, {options.Schedules} schedules");
        var random = new Random(options.Seed);
        using var folder = new TestFolder { Keep = options.Keep };
        if (options.Keep)
            await progress.WriteLineAsync($"data in {folder.FullName}");
        var plan = LoadPlan.Of(options.Tenants, options.Schedules, longestInterval: 5, random);
        plan.WriteTo(folder);
        var driver = new LoadDriver(plan, folder);
        var probe = new NodeProbe(folder.PathOf(LoadPlan.DataDirectory));

        _began = time.GetTimestamp();
        var kills = 0;
        while (time.GetElapsedTime(_began) < options.Length)
        {
            var left = options.Length - time.GetElapsedTime(_began);
            var life = options.KillEvery == TimeSpan.Zero ? left : options.KillEvery * (0.7 + (0.6 * random.NextDouble()));
            await using var node = await StartAsync(driver);
            await WatchAsync(node, probe, life < left ? life : left, cancellationToken);
            if (life >= left)
                return await EndAsync(driver, plan, folder, probe, node, kills);
            await node.KillAsync();
            kills++;
            _log.Add(node.Log);
        }

        await using var last = await StartAsync(driver);
        return await EndAsync(driver, plan, folder, probe, last, kills);
    }

    private async Task<RealNode> StartAsync(LoadDriver driver)
    {
        var started = time.GetTimestamp();
        var node = await driver.StartAsync();
        _starts.Add(Math.Round(time.GetElapsedTime(started).TotalSeconds, 1));
        _incarnation++;
        return node;
    }

    private async Task WatchAsync(RealNode node, NodeProbe probe, TimeSpan life, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (life - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < SampleEvery ? left : SampleEvery, time, cancellationToken);
            var sample = await probe.TakeAsync(node, _incarnation, time.GetElapsedTime(_began).TotalSeconds, time.GetElapsedTime(started).TotalSeconds);
            _samples.Add(sample);
            await progress.WriteLineAsync($"{sample.AtSecond} s: node {sample.Incarnation}, {sample.RssMb} MiB, {sample.Threads} threads, {sample.OpenRuns} open runs, {sample.JournalEvents} events, {sample.HistoryRows} rows");
        }
    }

    private async Task<SoakReport> EndAsync(LoadDriver driver, LoadPlan plan, TestFolder folder, NodeProbe probe, RealNode node, int kills)
    {
        var minutes = time.GetElapsedTime(_began).TotalMinutes;
        var evidence = await driver.DrainAsync(node);
        var exitCode = await node.EndAsync(Signals.Terminate);
        _log.Add(node.Log);
        return new SoakReport(
            options.Seed,
            minutes,
            kills,
            [.. _starts],
            [.. _samples],
            [.. _log.All],
            [.. probe.Streams()],
            [.. LoadPlan.LiveProcesses(folder)],
            exitCode,
            LoadChecker.Check(plan, evidence));
    }
}
