using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dativo.Actors.Workers.Processes;
using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Tests.Workers;

public sealed class ProcessHostTests(ProcessHostFixture fixture) : IClassFixture<ProcessHostFixture>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Log => File.ReadAllText(_directory.File("run.log"));

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public async Task The_exit_code_is_what_the_program_returned(int code)
    {
        var exit = await RunAsync(Shell($"exit {code}"));

        Assert.Equal(code, exit.ExitCode);
        Assert.Null(exit.Signal);
        Assert.Null(exit.LogError);
        Assert.True(exit.Duration > TimeSpan.Zero);
    }

    [SkippableTheory]
    [InlineData("TERM", 15)]
    [InlineData("KILL", 9)]
    [InlineData("PIPE", 13)]
    public async Task A_signal_that_ended_it_is_reported_as_one(string name, int number)
    {
        var exit = await RunAsync(Shell($"kill -{name} $$"));

        Assert.Null(exit.ExitCode);
        Assert.Equal(number, exit.Signal);
    }

    [SkippableFact]
    public async Task It_starts_in_its_working_directory_with_the_nodes_environment_and_its_own()
    {
        var spec = Shell("pwd -P; echo \"$ADDED\"; echo \"$HOME\"; echo \"$PATH\"; echo \"$1|$2\"", "a b", "*");
        var exit = await RunAsync(spec with
        {
            Environment = new Dictionary<string, string> { ["ADDED"] = "välue with = and 'quotes'", ["HOME"] = "/replaced" },
        });

        Assert.Equal(0, exit.ExitCode);
        Assert.Equal(
            [new DirectoryInfo(_directory.Path).FullName, "välue with = and 'quotes'", "/replaced", Environment.GetEnvironmentVariable("PATH")!, "a b|*"],
            Log.TrimEnd('\n').Split('\n'));
    }

    [SkippableFact]
    public async Task Its_stdin_is_at_its_end()
    {
        var exit = await RunAsync(Spec("cat"));

        Assert.Equal(0, exit.ExitCode);
        Assert.Equal(0, exit.OutputBytes);
    }

    [SkippableFact]
    public async Task Signals_and_descriptors_are_as_a_program_expects_them()
    {
        var exit = await RunAsync(Shell("cat /proc/self/status; echo; ls /proc/self/fd"));

        Assert.Equal(0, exit.ExitCode);
        var lines = Log.TrimEnd('\n').Split('\n');
        foreach (var set in (string[])["SigBlk:\t", "SigIgn:\t"])
        {
            // Without the two that the C library keeps for itself (32 and 33).
            var signals = ulong.Parse(lines.Single(line => line.StartsWith(set, StringComparison.Ordinal))[set.Length..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Assert.Equal(0ul, signals & ~(3ul << 31));
        }

        Assert.Equal(["", "0", "1", "2", "3"], lines[^5..]);
    }

    [SkippableFact]
    public async Task A_program_is_looked_up_on_the_path_that_the_process_will_have()
    {
        WriteProgram("bin/own-tool", "#!/bin/sh\necho \"ran $0\"\n", executable: true);
        var exit = await RunAsync(Spec("own-tool") with { Environment = new Dictionary<string, string> { ["PATH"] = "/nowhere:bin" } });

        Assert.Equal(0, exit.ExitCode);
        Assert.EndsWith("bin/own-tool\n", Log);
    }

    [SkippableFact]
    public async Task A_relative_program_counts_from_the_working_directory()
    {
        WriteProgram("bin/own-tool", "#!/bin/sh\nexit 3\n", executable: true);

        Assert.Equal(3, (await RunAsync(Spec("./bin/own-tool"))).ExitCode);
    }

    [SkippableFact]
    public async Task Dativo_in_first_place_is_this_very_program()
    {
        var exit = await RunAsync(Spec("dativo", "guard"));

        Assert.Equal(2, exit.ExitCode);
        Assert.Contains("dativo guard is started by", exit.ErrorTail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void What_cannot_be_started_is_one_clear_error()
    {
        WriteProgram("plain", "#!/bin/sh\n", executable: false);
        WriteProgram("no-interpreter", "#!/no/such/interpreter\n", executable: true);
        WriteProgram("garbage", "\u0001\u0002\u0003 not a program", executable: true);

        AssertFails(Spec("no-such-program"), ProcessStartFailure.ProgramNotFound, "'no-such-program' was not found in any directory of the PATH");
        AssertFails(Spec("./missing"), ProcessStartFailure.ProgramNotFound, "'./missing'");
        AssertFails(Spec("./plain"), ProcessStartFailure.NotExecutable, "not executable");
        AssertFails(Spec(_directory.Path), ProcessStartFailure.NotExecutable, "is a directory");
        AssertFails(Spec("./no-interpreter"), ProcessStartFailure.NotExecutable, "interpreter");
        AssertFails(Spec("./garbage"), ProcessStartFailure.NotExecutable, "first line that names its interpreter");
        AssertFails(Spec("true") with { WorkingDirectory = _directory.File("nowhere") }, ProcessStartFailure.BadWorkingDirectory, "nowhere' does not exist");
        AssertFails(Spec("true") with { WorkingDirectory = "." }, ProcessStartFailure.BadWorkingDirectory, "absolute");
        AssertFails(Spec("true") with { Command = [] }, ProcessStartFailure.BadArguments, "empty");
        AssertFails(Spec("true", "a\0b"), ProcessStartFailure.BadArguments, "NUL");
        AssertFails(Spec("true", new string('x', 5_000_000)), ProcessStartFailure.BadArguments, "too long");
    }

    [SkippableFact]
    public async Task The_log_of_a_100_MB_output_is_bounded_with_a_mark_in_the_middle()
    {
        const int Last = 12_500_000;
        var exit = await RunAsync(Spec("seq", "1", "12500000") with { LogLimitBytes = 1024 * 1024 });

        Assert.Equal(0, exit.ExitCode);
        Assert.True(exit.OutputBytes > 100_000_000);
        var lines = Log.TrimEnd('\n').Split('\n');
        Assert.True(Log.Length <= 1024 * 1024);
        var mark = Array.FindIndex(lines, line => line.StartsWith("... ", StringComparison.Ordinal));
        var head = lines[..mark];
        var tail = lines[(mark + 1)..];
        Assert.Equal(Enumerable.Range(1, head.Length).Select(Text), head);
        Assert.Equal(Enumerable.Range(Last - tail.Length + 1, tail.Length).Select(Text), tail);
        var leftOut = exit.OutputBytes - head.Concat(tail).Sum(line => line.Length + 1);
        Assert.Equal($"... {leftOut.ToString("N0", CultureInfo.InvariantCulture)} bytes left out ...", lines[mark]);

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    [SkippableFact]
    public async Task Lines_of_stdout_and_stderr_do_not_cut_each_other()
    {
        var exit = await RunAsync(Shell("""
            many() { i=0; while [ $i -lt 300 ]; do printf 'begin %s ' "$1"; printf 'end %s\n' "$1"; i=$((i+1)); done; }
            many out & many err >&2 & wait
            printf unfinished; printf also-unfinished >&2
            """));

        Assert.Equal(0, exit.ExitCode);
        var lines = Log.Split('\n');
        Assert.Equal(300, lines.Count(line => line == "begin out end out"));
        Assert.Equal(300, lines.Count(line => line == "begin err end err"));
        Assert.Equal(["unfinished", "also-unfinished"], lines[^2..]);
    }

    [SkippableFact]
    public async Task The_end_of_stderr_is_the_error_text_and_stdout_is_not_part_of_it()
    {
        var exit = await RunAsync(Shell("echo fine; seq 1 100000 >&2; echo 'boom: \u00e4' >&2; exit 2"));

        Assert.EndsWith("\n100000\nboom: ä\n", exit.ErrorTail);
        Assert.DoesNotContain("fine", exit.ErrorTail, StringComparison.Ordinal);
        Assert.InRange(exit.ErrorTail.Length, 8000, ProcessExit.ErrorTailLimitBytes);
    }

    [SkippableFact]
    public async Task Events_among_the_lines_of_both_streams_reach_the_observer_in_order()
    {
        var events = new EventList();
        var exit = await RunAsync(
            Shell("""
                echo 'hello'
                echo '{"event_type":"job_started","n":1}'
                echo '{"event_type":"broken'
                printf '{"event_type":"metrics_extraction",'; printf '"records_count":12}\n'
                head -c 70000 /dev/zero | tr '\0' x; echo '{"event_type":"in a long line"}'
                echo '{"event_type":"from_stderr","message":"x"}' >&2
                printf '{"event_type":"last","n":3}'
                """),
            events);

        Assert.Equal(0, exit.ExitCode);
        var all = events.TakeAll();
        Assert.Equal(["job_started", "metrics_extraction", "last"], all.Where(e => e.EventType != "from_stderr").Select(e => e.EventType));
        Assert.Equal("x", all.Single(e => e.EventType == "from_stderr").Texts["message"]);
        Assert.Equal(12, all[1].Numbers["records_count"]);
        Assert.Contains("""x{"event_type":"in a long line"}""", Log, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_observer_that_throws_harms_nobody()
    {
        var exit = await RunAsync(Shell("""echo '{"event_type":"x"}'; echo after; exit 4"""), new ThrowingObserver());

        Assert.Equal(4, exit.ExitCode);
        Assert.EndsWith("after\n", Log);
    }

    [SkippableFact]
    public async Task The_log_can_be_followed_while_the_process_runs()
    {
        using var input = new LifeLine(_directory);
        var process = Start(Shell("""echo first; echo '{"event_type":"ready"}'; exec 9>"$1"; echo held >&9; while [ ! -e go ]; do sleep 0.02; done; echo second""", input.Path));
        await input.WaitForLinesAsync(1);
        using var reader = new ProcessLogReader(_directory.File("run.log"));
        var buffer = new byte[1000];

        // The process wrote its lines before the one that was waited for, but they take another way.
        var text = "";
        for (var limit = Stopwatch.StartNew(); !text.EndsWith("}\n", StringComparison.Ordinal) && limit.Elapsed < TestTime.Limit;)
        {
            text += Encoding.ASCII.GetString(buffer, 0, reader.Read(buffer));
            await Task.Yield();
        }

        Assert.Equal("first\n{\"event_type\":\"ready\"}\n", text);
        Assert.False(process.Exited.IsCompleted);

        File.WriteAllText(_directory.File("go"), "");
        await process.Exited.WaitAsync(TestTime.Limit);
        Assert.Equal("second\n", Encoding.ASCII.GetString(buffer, 0, reader.Read(buffer)));
    }

    [SkippableFact]
    public async Task Terminate_lets_a_program_end_by_itself()
    {
        var events = new EventList();
        var process = Start(Shell("""trap 'exit 5' TERM; echo '{"event_type":"ready"}'; while :; do sleep 0.05; done"""), events);
        await events.NextAsync();

        process.Terminate();
        process.Terminate();

        Assert.Equal(5, (await process.Exited.WaitAsync(TestTime.Limit)).ExitCode);
    }

    [SkippableFact]
    public async Task Terminate_kills_after_the_grace_period_whoever_ignores_it()
    {
        using var life = new LifeLine(_directory);
        var script = """exec 9>"$1"; trap '' TERM; sh -c 'trap "" TERM; echo up >&9; while :; do sleep 0.05; done' & echo up >&9; while :; do sleep 0.05; done""";
        var process = Start(Shell(script, life.Path) with { KillGrace = TimeSpan.FromMilliseconds(300) });
        await life.WaitForLinesAsync(2);

        process.Terminate();
        var exit = await process.Exited.WaitAsync(TestTime.Limit);

        Assert.Equal(9, exit.Signal);
        Assert.True(exit.Duration >= TimeSpan.FromMilliseconds(300));
        await life.WaitForEndAsync();
    }

    [SkippableFact]
    public async Task Terminate_reaches_a_stopped_program()
    {
        var events = new EventList();
        var process = Start(Shell("""trap 'exit 6' TERM; echo '{"event_type":"ready"}'; kill -STOP $$; sleep 1000"""), events);
        await events.NextAsync();

        process.Terminate();

        Assert.Equal(6, (await process.Exited.WaitAsync(TestTime.Limit)).ExitCode);
    }

    [SkippableFact]
    public async Task Kill_ends_the_whole_group_at_once()
    {
        using var life = new LifeLine(_directory);
        var process = Start(Shell("""exec 9>"$1"; trap '' TERM; (echo up >&9; sleep 1000) & echo up >&9; wait""", life.Path));
        await life.WaitForLinesAsync(2);

        process.Kill();

        Assert.Equal(9, (await process.Exited.WaitAsync(TestTime.Limit)).Signal);
        await life.WaitForEndAsync();
        process.Kill();
        process.Terminate();
    }

    [SkippableFact]
    public async Task Children_left_behind_are_dead_when_the_process_has_exited()
    {
        var exit = await RunAsync(Shell("sleep 1000 & echo $!; (trap '' TERM HUP; sleep 1000 & echo $!; wait) & sleep 0.2; exit 0"));

        Assert.Equal(0, exit.ExitCode);
        var pids = Log.TrimEnd('\n').Split('\n').Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(2, pids.Length);
        Assert.All(pids, pid => Assert.False(LinuxProcesses.IsAlive(pid)));
    }

    [SkippableFact]
    public async Task Daemons_that_left_the_group_are_dead_too_when_the_process_has_exited()
    {
        using var life = new LifeLine(_directory);
        var script = """
            exec 9>"$1"
            setsid sh -c 'trap "" TERM HUP; echo $$ >&9; setsid sh -c "echo \$\$ >&9; exec sleep 1000" >/dev/null 2>&1 & exec sleep 1000' >/dev/null 2>&1 &
            while [ ! -e go ]; do sleep 0.02; done
            """;
        var process = Start(Shell(script, life.Path));
        await life.WaitForLinesAsync(2);
        File.WriteAllText(_directory.File("go"), "");

        var exit = await process.Exited.WaitAsync(TestTime.Limit);

        Assert.Equal(0, exit.ExitCode);
        Assert.All(life.Lines, line => Assert.False(LinuxProcesses.IsAlive(int.Parse(line, CultureInfo.InvariantCulture))));
        await life.WaitForEndAsync();
    }

    [SkippableFact]
    public async Task The_daemon_of_one_process_survives_the_end_of_another()
    {
        using var life = new LifeLine(_directory);
        var first = Start(Shell("""exec 9>"$1"; setsid sh -c 'sh -c "echo \$\$ >&9; exec sleep 1000" & :' & while [ ! -e go ]; do sleep 0.02; done""", life.Path));
        await life.WaitForLinesAsync(1);
        var daemon = int.Parse(life.Lines[0], CultureInfo.InvariantCulture);

        await RunAsync(Spec("true"));
        Assert.True(LinuxProcesses.IsAlive(daemon));

        File.WriteAllText(_directory.File("go"), "");
        await first.Exited.WaitAsync(TestTime.Limit);
        Assert.False(LinuxProcesses.IsAlive(daemon));
    }

    [SkippableFact]
    public async Task Somebody_else_who_holds_the_output_open_does_not_hold_up_the_end()
    {
        // A process that threw away its environment and left the group is beyond reach; the test ends it itself.
        var process = Start(Shell("env -i setsid sleep 1000 & echo $!; sleep 0.2"));
        try
        {
            Assert.Equal(0, (await process.Exited.WaitAsync(TestTime.Limit)).ExitCode);
        }
        finally
        {
            foreach (var line in Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)) LinuxProcesses.Signal(int.Parse(line, CultureInfo.InvariantCulture), LinuxProcesses.SigKill);
        }
    }

    [SkippableFact]
    public async Task Many_at_a_time_each_get_their_own_result()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            await Task.Yield();
            var spec = Shell($"echo 'out {i}'; echo 'err {i}' >&2; exit {i % 50}") with { LogFile = _directory.File($"{i}.log") };
            return await RunAsync(spec);
        }));

        for (var i = 0; i < results.Length; i++)
        {
            Assert.Equal(i % 50, results[i].ExitCode);
            Assert.Equal($"err {i}\n", results[i].ErrorTail);
            Assert.Equal([$"err {i}", $"out {i}"], File.ReadAllLines(_directory.File($"{i}.log")).Order());
        }
    }

    [SkippableFact]
    public async Task Processes_that_others_in_this_program_start_keep_their_exit_codes()
    {
        var others = Enumerable.Range(0, 30).Select(async i =>
        {
            using var other = Process.Start("sh", ["-c", $"exit {i}"]);
            await other.WaitForExitAsync().WaitAsync(TestTime.Limit);
            return other.ExitCode;
        });
        var own = Enumerable.Range(0, 30).Select(async i => (await RunAsync(Shell($"exit {i}"))).ExitCode!.Value);

        Assert.Equal(Enumerable.Range(0, 30), await Task.WhenAll(others));
        Assert.Equal(Enumerable.Range(0, 30), await Task.WhenAll(own));
    }

    private ProcessSpec Spec(params string[] command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        return ProcessHostFixture.Spec(_directory, command.ToImmutableArray());
    }

    private ProcessSpec Shell(string script, params string[] arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        return ProcessHostFixture.Shell(_directory, script, arguments);
    }

    private IRunningProcess Start(ProcessSpec spec, IProcessObserver? observer = null) => fixture.Host.Start(spec, observer);

    private Task<ProcessExit> RunAsync(ProcessSpec spec, IProcessObserver? observer = null) => Start(spec, observer).Exited.WaitAsync(TestTime.Limit);

    private void AssertFails(ProcessSpec spec, ProcessStartFailure failure, string message)
    {
        var exception = Assert.Throws<ProcessStartException>(() => Start(spec));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(failure, exception.Failure);
    }

    private void WriteProgram(string name, string content, bool executable)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ProcessHostFixture.NotHere);
        if (OperatingSystem.IsWindows()) return;
        var file = _directory.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | (executable ? UnixFileMode.UserExecute : UnixFileMode.None));
    }

    private sealed class ThrowingObserver : IProcessObserver
    {
        public void OnEvent(OutputEvent outputEvent) => throw new InvalidOperationException("an observer's mistake");
    }
}
