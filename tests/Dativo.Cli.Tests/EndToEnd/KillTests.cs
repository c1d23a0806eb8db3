using System.Globalization;
using Dativo.EndToEnd;
using Dativo.EndToEnd.Load;
using Xunit.Abstractions;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>Nodes that are killed at random moments. DATIVO_E2E_SEED repeats a run, DATIVO_E2E_ROUNDS makes it longer.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Kills_at_any_moment_lose_nothing_and_double_nothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The check reads /proc.");
        var seed = NumberOf("DATIVO_E2E_SEED") ?? Random.Shared.Next();
        var rounds = NumberOf("DATIVO_E2E_ROUNDS") ?? 5;
        output.WriteLine($"DATIVO_E2E_SEED={seed} DATIVO_E2E_ROUNDS={rounds}");
        var random = new Random(seed);
        using var folder = new TestFolder();
        var plan = LoadPlan.Of(tenants: 6, schedules: 15, longestInterval: 3, random);
        plan.WriteTo(folder);
        var driver = new LoadDriver(plan, folder);

        for (var round = 0; round < rounds; round++)
        {
            // Every third node is killed at some moment of its start.
            var whileStarting = round % 3 == 2;
            await using var node = whileStarting ? driver.Launch() : await driver.StartAsync();
            await Task.Delay(random.Next(whileStarting ? 300 : 50, 5000));
            await node.KillAsync();

            // Sometimes the next node starts while the guard of this one is still at work.
            if (random.Next(2) == 0)
                await driver.ProcessesEndAsync();
        }

        LoadEvidence evidence;
        await using (var last = await driver.StartAsync())
        {
            foreach (var schedule in plan.Schedules)
                await last.LineAsync("run_started", null, ("job_name", schedule.Name));
            evidence = await driver.DrainAsync(last);
            Assert.Equal(0, await last.EndAsync(Signals.Terminate));
        }

        Assert.Empty(LoadPlan.LiveProcesses(folder));
        var report = LoadChecker.Check(plan, evidence);
        output.WriteLine($"{report.Occurrences} occurrences, {report.Attempts} attempts, {report.Interrupted} interrupted: {string.Join(", ", report.Statuses.Select(status => $"{status.Value} {status.Key}"))}");
        Assert.True(report.Violations.IsEmpty, string.Join('\n', report.Violations.Take(20)));
        Assert.True(report.Statuses.GetValueOrDefault("success") > 0 && report.Statuses.GetValueOrDefault("skipped") > 0 && report.Statuses.GetValueOrDefault("failure") > 0, "the load was too small to show anything");
    }

    private static int? NumberOf(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
