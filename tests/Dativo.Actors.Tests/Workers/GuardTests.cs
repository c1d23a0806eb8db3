using System.Diagnostics;
using Dativo.Actors.Workers.Guard;
using Dativo.Actors.Workers.Processes;
using Dativo.Actors.Workers.Processes.Posix;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.Workers;

/// <summary>What happens to the jobs of a node that dies, freezes, or loses its guard: with real processes.</summary>
public sealed class GuardTests : IDisposable
{
    private const string Patient = "60000";
    private const string Ready = "log The guard of the node's processes is ready";

    // Holds the life line itself, with a child in its group, and with a daemon in a session of its own; all of them ignore polite signals.
    private const string Family = """
        exec 9>"$1"; trap '' TERM HUP INT
        sleep 1000 &
        setsid sh -c 'echo daemon >&9; exec sleep 1000' &
        echo job >&9; wait
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task Killing_the_node_leaves_nothing_alive()
    {
        using var life = NewLifeLine();
        using var node = new TestNodeProgram("hold", _directory.Path, Patient, "3", "--", "sh", "-c", Family, "job", life.Path);
        await life.WaitForLinesAsync(6);

        await node.KillAsync();

        await life.WaitForEndAsync();
        await using var next = await StartNextNodeAsync();
        Assert.Empty(node.Family());
    }

    [SkippableFact]
    public async Task When_the_time_is_over_until_which_they_may_run_the_guard_kills_all_processes_and_no_more_are_started()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        await using var host = await ProcessHostFixture.StartNewAsync(_directory.Path);
        using var life = NewLifeLine();
        var running = host.Start(ProcessHostFixture.Shell(_directory, Family, life.Path));
        await life.WaitForLinesAsync(2);

        host.LetRunUntil(Environment.TickCount64 + 100_000);
        Assert.False(host.GuardLost.IsCompleted);
        host.LetRunUntil(Environment.TickCount64);

        var loss = await host.GuardLost.WaitAsync(TestTime.Limit);
        Assert.True(loss.Fired);
        Assert.Contains("lease", loss.Reason, StringComparison.Ordinal);
        Assert.Equal(9, (await running.Exited.WaitAsync(TestTime.Limit)).Signal);
        await life.WaitForEndAsync();
        Assert.Throws<ProcessStartException>(() => host.Start(ProcessHostFixture.Shell(_directory, "true")));
    }

    [SkippableFact]
    public async Task Stopping_the_node_leaves_nothing_alive_and_the_guard_goes_too()
    {
        using var life = NewLifeLine();
        using var node = new TestNodeProgram("hold", _directory.Path, Patient, "2", "--", "sh", "-c", Family, "job", life.Path);
        await life.WaitForLinesAsync(4);

        await node.StopAsync();

        Assert.Empty(node.Family());
        await life.WaitForEndAsync();
        Assert.Equal(0, new FileInfo(_directory.File("guard.lock")).Length);
    }

    [SkippableFact]
    public async Task Killing_a_node_that_starts_processes_all_the_time_leaves_nothing_alive_once_the_next_node_is_ready()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        var random = new Random(20261123);
        for (var round = 0; round < 12; round++)
        {
            // The processes live for a random short time, so that at any moment some are being started, some run and some are being reaped.
            using var node = new TestNodeProgram(
                "loop", _directory.Path, Patient, "6", "--", "sh", "-c", "setsid sleep 1000 & sleep 0.0$(( $$ % 4 ))");
            await node.WaitForAsync("ready");
            await Task.Delay(random.Next(0, 250));

            await node.KillAsync();

            await using var next = await StartNextNodeAsync();
            Assert.Empty(node.Family());
        }
    }

    [SkippableFact]
    public async Task A_node_frozen_for_too_long_loses_its_processes_and_is_told_when_it_wakes()
    {
        using var life = NewLifeLine();
        using var node = new TestNodeProgram("hold", _directory.Path, "1500", "2", "--", "sh", "-c", Family, "job", life.Path);
        await life.WaitForLinesAsync(4);

        LinuxProcesses.Signal(node.Pid, LinuxProcesses.SigStop);
        await life.WaitForEndAsync();
        LinuxProcesses.Signal(node.Pid, LinuxProcesses.SigCont);

        Assert.StartsWith("lost True", await node.WaitForAsync("lost"));
        await node.StopAsync();
        Assert.Empty(node.Family());
    }

    [SkippableFact]
    public async Task A_killed_guard_is_replaced_and_the_new_one_protects_what_already_ran()
    {
        using var life = NewLifeLine();
        using var node = new TestNodeProgram("hold", _directory.Path, Patient, "2", "--", "sh", "-c", Family, "job", life.Path);
        await node.WaitForAsync(Ready);
        await life.WaitForLinesAsync(4);
        var first = node.GuardPid();

        LinuxProcesses.Signal(first, LinuxProcesses.SigKill);
        await node.WaitForAsync(Ready);
        Assert.NotEqual(first, node.GuardPid());
        await node.KillAsync();

        await life.WaitForEndAsync();
        await using var next = await StartNextNodeAsync();
        Assert.Empty(node.Family());
    }

    [SkippableFact]
    public async Task A_frozen_guard_is_replaced()
    {
        using var life = NewLifeLine();
        using var node = new TestNodeProgram("hold", _directory.Path, "2500", "1", "--", "sh", "-c", Family, "job", life.Path);
        await node.WaitForAsync(Ready);
        await life.WaitForLinesAsync(2);
        var first = node.GuardPid();

        LinuxProcesses.Signal(first, LinuxProcesses.SigStop);
        await node.WaitForAsync(Ready);

        Assert.False(LinuxProcesses.IsAlive(first));
        await node.KillAsync();
        await life.WaitForEndAsync();
    }

    [SkippableFact]
    public async Task Polite_signals_do_not_end_a_guard()
    {
        using var life = NewLifeLine();
        using var node = new TestNodeProgram("hold", _directory.Path, Patient, "1", "--", "sh", "-c", Family, "job", life.Path);
        await node.WaitForAsync(Ready);
        await life.WaitForLinesAsync(2);
        var guard = node.GuardPid();

        foreach (var signal in (int[])[1, 2, 15]) LinuxProcesses.Signal(guard, signal);
        await node.KillAsync();

        await life.WaitForEndAsync();
    }

    [SkippableFact]
    public async Task The_next_node_waits_until_the_guard_of_the_killed_one_is_done()
    {
        using var life = NewLifeLine();
        using var node = new TestNodeProgram("hold", _directory.Path, Patient, "1", "--", "sh", "-c", Family, "job", life.Path);
        await life.WaitForLinesAsync(2);
        var guard = node.GuardPid();
        LinuxProcesses.Signal(guard, LinuxProcesses.SigStop);
        await node.KillAsync();

        await using var next = NewHost();
        var ready = next.StartAsync(CancellationToken.None);
        await UntilItAsksForTheLockAsync(next);
        Assert.False(ready.IsCompleted);
        LinuxProcesses.Signal(guard, LinuxProcesses.SigCont);

        await ready.WaitAsync(TestTime.Limit);
        Assert.Empty(node.Family());
    }

    [SkippableFact]
    public async Task What_a_node_and_its_guard_leave_when_both_are_killed_is_dead_before_the_next_node_is_ready()
    {
        using var life = NewLifeLine();
        using var node = new TestNodeProgram("hold", _directory.Path, Patient, "2", "--", "sh", "-c", Family, "job", life.Path);
        await life.WaitForLinesAsync(4);
        var guard = node.GuardPid();
        LinuxProcesses.Signal(node.Pid, LinuxProcesses.SigStop);
        LinuxProcesses.Signal(guard, LinuxProcesses.SigKill);
        await node.KillAsync();
        Assert.NotEmpty(node.Family());

        await using var next = await StartNextNodeAsync();

        Assert.Empty(node.Family());
    }

    [SkippableFact]
    public async Task Disposing_a_host_kills_its_processes_and_refuses_new_ones()
    {
        using var life = NewLifeLine();
        var host = NewHost();
        await host.StartAsync(CancellationToken.None).WaitAsync(TestTime.Limit);
        var process = host.Start(ProcessHostFixture.Shell(_directory, Family, life.Path));
        await life.WaitForLinesAsync(2);

        await Task.WhenAll(host.DisposeAsync().AsTask(), host.DisposeAsync().AsTask()).WaitAsync(TestTime.Limit);

        Assert.Equal(9, (await process.Exited).Signal);
        await life.WaitForEndAsync();
        Assert.Equal(0, host.GuardPid);
        var refused = Assert.Throws<ProcessStartException>(() => host.Start(ProcessHostFixture.Shell(_directory, "true")));
        Assert.Equal(ProcessStartFailure.Refused, refused.Failure);
    }

    [SkippableFact]
    public async Task Without_descriptors_for_processes_their_ends_are_noticed_by_the_signal()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        await using var host = NewHost(canPollForEnd: false);
        await host.StartAsync(CancellationToken.None).WaitAsync(TestTime.Limit);

        var codes = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
            (await host.Start(ProcessHostFixture.Shell(_directory, $"exit {i}")).Exited.WaitAsync(TestTime.Limit)).ExitCode!.Value));

        Assert.Equal(Enumerable.Range(0, 50), codes);
    }

    [SkippableFact]
    public async Task A_guard_that_cannot_work_is_one_clear_error()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        await using var noDirectory = NewHost(_directory.File("nowhere"));
        await using var noProgram = new PosixProcessHost(
            new ProcessHostOptions { DataDirectory = _directory.Path, OwnProgram = ["/no/such/dativo"] }, NullLogger.Instance);
        await using var wrongProgram = new PosixProcessHost(
            new ProcessHostOptions { DataDirectory = _directory.Path, OwnProgram = ["/bin/false"] }, NullLogger.Instance);

        var noDirectoryError = await Assert.ThrowsAsync<GuardException>(() => noDirectory.StartAsync(CancellationToken.None).WaitAsync(TestTime.Limit));
        var noProgramError = await Assert.ThrowsAsync<GuardException>(() => noProgram.StartAsync(CancellationToken.None).WaitAsync(TestTime.Limit));
        var wrongProgramError = await Assert.ThrowsAsync<GuardException>(() => wrongProgram.StartAsync(CancellationToken.None).WaitAsync(TestTime.Limit));

        Assert.Contains("nowhere", noDirectoryError.Message, StringComparison.Ordinal);
        Assert.Contains("'/no/such/dativo' does not exist", noProgramError.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 1", wrongProgramError.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_start_that_is_given_up_while_it_waits_leaves_no_guard()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        await using var holder = await StartNextNodeAsync();
        await using var waiting = NewHost();
        using var cancellation = new CancellationTokenSource();
        var start = waiting.StartAsync(cancellation.Token);
        await UntilItAsksForTheLockAsync(waiting);

        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(TestTime.Limit));
        Assert.Equal(0, waiting.GuardPid);
    }

    [Fact]
    public void Arguments_of_a_guard_survive_the_command_line_and_wrong_ones_are_refused()
    {
        var arguments = new GuardArguments("/data dir", "abc", TimeSpan.FromSeconds(3));

        Assert.Equal(arguments, GuardArguments.Parse(arguments.ToCommandLine()));
        Assert.Null(GuardArguments.Parse([]));
        Assert.Null(GuardArguments.Parse(["--data-dir", "/d", "--id", "abc"]));
        Assert.Null(GuardArguments.Parse(["--data-dir", "/d", "--id", "abc", "--silence-ms", "299"]));
        Assert.Null(GuardArguments.Parse(["--data-dir", "/d", "--id", "", "--silence-ms", "3000"]));
        Assert.Null(GuardArguments.Parse(["--data-dir", "/d", "--id", "abc", "--silence-ms", "3s"]));
        Assert.Null(GuardArguments.Parse(["--data-dir", "/d", "--id", "abc", "--silence-ms", "3000", "--what", "else"]));
        Assert.Null(GuardArguments.Parse(["--data-dir"]));
    }

    private LifeLine NewLifeLine()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        return new LifeLine(_directory);
    }

    private PosixProcessHost NewHost(string? dataDirectory = null, bool canPollForEnd = true) =>
        (PosixProcessHost)ProcessHostFixture.NewHost(dataDirectory ?? _directory.Path, canPollForEnd);

    private async Task<PosixProcessHost> StartNextNodeAsync() => (PosixProcessHost)await ProcessHostFixture.StartNewAsync(_directory.Path);

    /// <summary>There is no event for it: the guard has opened the lock file, which it does just before it first asks for the lock.</summary>
    private static async Task UntilItAsksForTheLockAsync(PosixProcessHost host)
    {
        var limit = Stopwatch.StartNew();
        while (!LinuxProcesses.OpenFiles(host.GuardPid).Any(file => file.EndsWith("/guard.lock", StringComparison.Ordinal)))
        {
            Assert.True(limit.Elapsed < TestTime.Limit, "the guard did not open its lock file");
            await Task.Yield();
        }
    }
}
