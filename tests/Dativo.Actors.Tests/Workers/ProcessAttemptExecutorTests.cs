using Dativo.Actors.Configuration;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;
using Dativo.Actors.Workers.Fence;
using Dativo.Actors.Workers.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.Workers;

/// <summary>Attempts as real processes.</summary>
public sealed class ProcessAttemptExecutorTests(ProcessHostFixture fixture) : IClassFixture<ProcessHostFixture>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly AttemptsUnderWay _underWay = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task An_attempt_ends_with_its_process()
    {
        var order = Order("sh", "-c", "exit 3");
        var attempt = Executor().Start(order);
        var outcome = await attempt.Completion.WaitAsync(TestTime.Limit);

        Assert.True(attempt.Launched.IsCompletedSuccessfully);
        Assert.Equal((AttemptOutcomeKind.Exited, 3, attempt.Pid), (outcome.Kind, outcome.ExitCode, outcome.Pid));
        Assert.NotNull(outcome.Pid);
        Assert.False(_underWay.Has(order.RunId, order.Attempt));
    }

    [SkippableFact]
    public async Task An_attempt_is_under_way_until_it_is_stopped()
    {
        var order = Order("sleep", "600");
        var attempt = Executor().Start(order);
        await attempt.Launched.WaitAsync(TestTime.Limit);

        Assert.True(LinuxProcesses.IsAlive(attempt.Pid!.Value));
        Assert.True(_underWay.Has(order.RunId, order.Attempt));

        attempt.Stop(AttemptOutcomeKind.TimedOut);
        var outcome = await attempt.Completion.WaitAsync(TestTime.Limit);

        Assert.Equal((AttemptOutcomeKind.TimedOut, 128 + 15), (outcome.Kind, outcome.ExitCode));
        Assert.False(LinuxProcesses.IsAlive(attempt.Pid!.Value));
    }

    [SkippableFact]
    public async Task A_program_that_cannot_be_started_is_an_outcome()
    {
        var order = Order("no-such-program");
        var attempt = Executor().Start(order);
        var outcome = await attempt.Completion.WaitAsync(TestTime.Limit);

        Assert.True(attempt.Launched.IsCompletedSuccessfully);
        Assert.Equal(AttemptOutcomeKind.StartFailed, outcome.Kind);
        Assert.Contains("no-such-program", outcome.Error, StringComparison.Ordinal);
        Assert.Null(attempt.Pid);
        Assert.False(_underWay.Has(order.RunId, order.Attempt));
    }

    [SkippableFact]
    public async Task What_the_guard_ends_is_interrupted_and_so_is_what_comes_after_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        await using var host = await ProcessHostFixture.StartNewAsync(_directory.Path);
        var executor = Executor(host);
        var attempts = Enumerable.Range(0, 10).Select(_ => executor.Start(Order("sleep", "600"))).ToArray();
        await Task.WhenAll(attempts.Select(static attempt => attempt.Launched)).WaitAsync(TestTime.Limit);

        host.LetRunUntil(Environment.TickCount64);
        var outcomes = await Task.WhenAll(attempts.Select(static attempt => attempt.Completion)).WaitAsync(TestTime.Limit);
        await executor.Lost.WaitAsync(TestTime.Limit);
        var late = await executor.Start(Order("sleep", "600")).Completion.WaitAsync(TestTime.Limit);

        Assert.All(outcomes, static outcome => Assert.Equal((AttemptOutcomeKind.Interrupted, 128 + 9), (outcome.Kind, outcome.ExitCode)));
        Assert.Equal((AttemptOutcomeKind.Interrupted, null), (late.Kind, late.Pid));
    }

    [SkippableFact]
    public async Task What_ends_with_its_host_is_interrupted()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        await using var host = await ProcessHostFixture.StartNewAsync(_directory.Path);
        var attempt = Executor(host).Start(Order("sleep", "600"));
        await attempt.Launched.WaitAsync(TestTime.Limit);

        await host.DisposeAsync();

        Assert.Equal(AttemptOutcomeKind.Interrupted, (await attempt.Completion.WaitAsync(TestTime.Limit)).Kind);
    }

    [SkippableFact]
    public async Task An_attempt_that_is_stopped_right_after_its_start_ends_whether_its_process_is_there_or_not()
    {
        var executor = Executor();
        var attempts = Enumerable.Range(0, 20).Select(_ => executor.Start(Order("sleep", "600"))).ToArray();
        foreach (var attempt in attempts)
            attempt.Stop(AttemptOutcomeKind.Cancelled);

        var outcomes = await Task.WhenAll(attempts.Select(static attempt => attempt.Completion)).WaitAsync(TestTime.Limit);

        Assert.All(outcomes, static outcome => Assert.Equal(AttemptOutcomeKind.Cancelled, outcome.Kind));
    }

    private static AttemptOrder Order(params string[] command) => new()
    {
        TenantId = "acme",
        RunId = Guid.CreateVersion7(),
        Attempt = 1,
        FencingToken = 1,
        JobName = "orders",
        ConfigFile = "/jobs/orders.yaml",
        ScheduledFor = DateTimeOffset.UnixEpoch,
        Command = [.. command],
    };

    private ProcessAttemptExecutor Executor()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        return Executor(fixture.Host);
    }

    private ProcessAttemptExecutor Executor(IProcessHost host) =>
        new(
            host,
            new ExecutorSettings(new ExecutorDefinition { WorkingDirectory = _directory.Path }, []),
            new RunLogFiles(_directory.Path),
            _underWay,
            new FenceKey(),
            TimeProvider.System,
            NullLogger<ProcessAttemptExecutor>.Instance);
}
