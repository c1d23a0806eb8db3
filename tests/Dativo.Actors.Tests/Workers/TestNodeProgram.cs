using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;

namespace Dativo.Actors.Tests.Workers;

/// <summary>A started helper program that hosts processes like a node; it and its guard are dead after the test, whatever happens.</summary>
internal sealed class TestNodeProgram : IDisposable
{
    /// <summary>What starts the helper program; it can also be a guard.</summary>
    public static readonly ImmutableArray<string> Command = [DotNet(), Path.Combine(AppContext.BaseDirectory, "Dativo.Actors.TestNode.dll")];

    private const string MarkVariable = "DATIVO_TEST_ROUND";
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly string _mark = Guid.NewGuid().ToString("N");

    /// <summary>Starts the program.</summary>
    public TestNodeProgram(params string[] arguments)
    {
        var start = new ProcessStartInfo(Command[0]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Command[1]);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment[MarkVariable] = _mark;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) _lines.Writer.TryComplete();
            else _lines.Writer.TryWrite(line.Data);
        };
        _process.BeginOutputReadLine();
    }

    public int Pid => _process.Id;

    /// <summary>Everything that stems from it, the program and its guard included.</summary>
    public IReadOnlyList<int> Family() => LinuxProcesses.WithVariable(MarkVariable, _mark);

    /// <summary>The guard that it has.</summary>
    public int GuardPid() => LinuxProcesses.WithVariable(MarkVariable, _mark).Single(pid => LinuxProcesses.Arguments(pid).Contains("guard"));

    /// <summary>Waits for the next line that begins like this, and returns it.</summary>
    public async Task<string> WaitForAsync(string beginning)
    {
        using var limit = new CancellationTokenSource(TestTime.Limit);
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(limit.Token);
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
        }
    }

    /// <summary>Ends it politely: the end of its input.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TestTime.Limit);
    }

    /// <summary>kill -9, and waits until it is dead.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(TestTime.Limit);
    }

    public void Dispose()
    {
        _process.Kill();
        for (IReadOnlyList<int> left; (left = Family()).Count > 0;)
        {
            foreach (var pid in left) LinuxProcesses.Signal(pid, LinuxProcesses.SigKill);
        }

        _process.Dispose();
    }

    private static string DotNet()
    {
        var own = Environment.ProcessPath;
        if (own is not null && Path.GetFileNameWithoutExtension(own) == "dotnet") return own;
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    }
}
