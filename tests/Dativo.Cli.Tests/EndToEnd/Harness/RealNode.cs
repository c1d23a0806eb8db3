using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace Dativo.EndToEnd;

/// <summary>A node that runs as a process of its own; whatever happens to the test, disposing it ends the process.</summary>
public sealed class RealNode : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _directory;
    private readonly Lock _gate = new();
    private readonly List<LogLine> _lines = [];
    private readonly List<(Func<LogLine, bool> Wanted, TaskCompletionSource<LogLine> Found)> _waiters = [];
    private readonly StringBuilder _error = new();
    private readonly Func<LogLine, bool> _kept;
    private readonly Task _output;
    private int _count;

    private RealNode(Process process, string directory, Func<LogLine, bool> kept)
    {
        _process = process;
        _directory = directory;
        _kept = kept;
        _output = Task.WhenAll(ReadLogAsync(), ReadErrorAsync());
        Exited = ExitAsync();
    }

    /// <summary>The exit code, once the process has ended and all of its log is read.</summary>
    public Task<int> Exited { get; }

    public int Pid => _process.Id;

    /// <summary>The address of its API; null before it is known.</summary>
    public string? Server { get; private set; }

    /// <summary>All lines so far that are kept.</summary>
    public IReadOnlyList<LogLine> Log
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <summary>What it wrote to stderr so far.</summary>
    public string Error
    {
        get
        {
            lock (_gate)
                return _error.ToString();
        }
    }

    /// <summary>Starts a node without waiting for anything.</summary>
    public static RealNode Launch(string directory, string runnerConfig, IReadOnlyDictionary<string, string> environment, params string[] more) =>
        Launch(DativoProgram.File, directory, runnerConfig, environment, [], _ => true, more);

    /// <summary>
    /// The same of another program, by a command that becomes the node. A line that is not <paramref name="kept"/> is seen by who waits for it,
    /// and then forgotten: a long log would fill the memory.
    /// </summary>
    public static RealNode Launch(
        string file,
        string directory,
        string runnerConfig,
        IReadOnlyDictionary<string, string> environment,
        IEnumerable<string> within,
        Func<LogLine, bool> kept,
        params string[] more)
    {
        string[] arguments = ["start", "orchestrated", "--runner-config", runnerConfig, "--http", "127.0.0.1:0", "--log-format", "json", .. more];
        var info = DativoProgram.StartInfo(file, directory, arguments, within);
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        return new RealNode(Process.Start(info)!, directory, kept);
    }

    /// <summary>Starts a node and waits until its API answers and its schedules are loaded.</summary>
    public static Task<RealNode> StartAsync(string directory, string runnerConfig, params string[] more) =>
        StartAsync(directory, runnerConfig, ImmutableDictionary<string, string>.Empty, more);

    /// <summary>The same with variables in the node's environment.</summary>
    public static async Task<RealNode> StartAsync(string directory, string runnerConfig, IReadOnlyDictionary<string, string> environment, params string[] more)
    {
        var node = Launch(directory, runnerConfig, environment, more);
        try
        {
            await node.ListeningAsync();
            await node.LineAsync("schedules_loaded");
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until its API listens, and returns its address.</summary>
    public async Task<string> ListeningAsync() => Server ??= (await LineAsync("api_listening"))["address"]!;

    /// <summary>The first line of an event, past or to come, that has these fields; with <paramref name="after"/> only later lines.</summary>
    public Task<LogLine> LineAsync(string eventType, LogLine? after = null, params (string Field, string Value)[] fields) => LineAsync(
        line => line.EventType == eventType && line.Index > (after?.Index ?? -1) && fields.All(field => line[field.Field] == field.Value),
        $"{eventType} {string.Join(' ', fields)}");

    /// <summary>The first line, past or to come, that is wanted.</summary>
    public async Task<LogLine> LineAsync(Func<LogLine, bool> wanted, string description)
    {
        TaskCompletionSource<LogLine> found;
        lock (_gate)
        {
            if (_lines.FirstOrDefault(wanted) is { } line)
                return line;
            found = new TaskCompletionSource<LogLine>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((wanted, found));
        }

        if (await Task.WhenAny(found.Task, Exited, Task.Delay(DativoProgram.Limit)) == found.Task)
            return await found.Task;
        var state = Exited.IsCompleted ? $"the node ended with {Exited.Result}" : $"nothing came in {DativoProgram.Limit}";
        throw new InvalidOperationException($"No log line '{description}': {state}. Its log ends with:\n{string.Join('\n', Log.TakeLast(30).Select(line => line.Text))}\n{Error}");
    }

    /// <summary>Runs a client command against this node.</summary>
    public Task<CommandResult> CliAsync(params string[] arguments) => DativoProgram.RunAsync(_directory, [.. arguments, "--server", Server!]);

    /// <summary>Sends a signal and waits for the exit code.</summary>
    public async Task<int> EndAsync(int signal)
    {
        Signals.Send(Pid, signal);
        return await Exited.WaitAsync(DativoProgram.Limit);
    }

    /// <summary>Kills the node, and the node alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Exited.WaitAsync(DativoProgram.Limit);
    }

    public async ValueTask DisposeAsync()
    {
        // Its guard ends its jobs.
        if (!_process.HasExited)
            _process.Kill();
        await Exited;
        _process.Dispose();
    }

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        await _output;
        return _process.ExitCode;
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } text)
            Take(text);
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } text)
        {
            lock (_gate)
                _error.AppendLine(text);
        }
    }

    private void Take(string text)
    {
        var found = new List<TaskCompletionSource<LogLine>>();
        LogLine line;
        lock (_gate)
        {
            line = LogLine.Parse(_count++, text);
            if (_kept(line))
                _lines.Add(line);
            found.AddRange(_waiters.Where(waiter => waiter.Wanted(line)).Select(waiter => waiter.Found));
            _waiters.RemoveAll(waiter => found.Contains(waiter.Found));
        }

        foreach (var waiter in found)
            waiter.TrySetResult(line);
    }
}
