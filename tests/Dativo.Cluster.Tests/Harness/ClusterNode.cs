using System.Collections.Immutable;
using System.Globalization;

namespace Dativo.EndToEnd.Cluster;

/// <summary>
/// A node under a service manager: it is started again when it was removed from its cluster or ended without being told to, on the
/// same data directory and address, until it is told to stay down.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    /// <summary>The variable that says in whose hands a process is, inherited by everything the node starts.</summary>
    public const string LifeVariable = "DATIVO_LOAD_NODE";

    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(4);
    private readonly ClusterSetup _setup;
    private readonly ImmutableDictionary<string, string> _variables;
    private readonly CancellationTokenSource _over = new();
    private readonly HttpClient _client;
    private readonly StreamWriter _log;
    private readonly Lock _gate = new();
    private readonly List<NodeExit> _exits = [];
    private readonly List<LogLine> _kept = [];
    private readonly Task _service;
    private TaskCompletionSource _startWanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RealNode? _process;
    private int? _wanted;
    private int _lives;

    public ClusterNode(int number, NodePlace place, INodeNetwork network, ClusterSetup setup, ImmutableDictionary<string, string> variables)
    {
        Number = number;
        Place = place;
        _setup = setup;
        _variables = variables;
        _log = new StreamWriter(setup.Folder.PathOf($"{Name}.log"));
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellationToken) => network.ConnectAsync(number, context.DnsEndPoint.Port, cancellationToken),
        })
        { Timeout = TimeSpan.FromSeconds(30) };
        Start();
        _service = ServeAsync();
    }

    public int Number { get; }

    public string Name => string.Create(CultureInfo.InvariantCulture, $"node-{Number}");

    public NodePlace Place { get; }

    /// <summary>Its process; null while it has none.</summary>
    public RealNode? Process
    {
        get
        {
            lock (_gate)
                return _process;
        }
    }

    /// <summary>Whether it is meant to run.</summary>
    public bool IsWanted => _startWanted.Task.IsCompletedSuccessfully;

    /// <summary>
    /// The value of <see cref="LifeVariable"/> in its newest life: by it processes of the machine are known to be this node's, beside those of
    /// other clusters that are tested at the same time.
    /// </summary>
    public string Life => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(_setup.Folder.FullName)}/{Name}.{_lives}");

    /// <summary>How its lives ended.</summary>
    public ImmutableArray<NodeExit> Exits
    {
        get
        {
            lock (_gate)
                return [.. _exits];
        }
    }

    /// <summary>The lines of all its lives that are more than news.</summary>
    public ImmutableArray<LogLine> Log
    {
        get
        {
            lock (_gate)
                return [.. _kept];
        }
    }

    /// <summary>When it last became the one that has the scheduler, as its log says; null: never in this life.</summary>
    public DateTimeOffset? SchedulerSince { get; private set; }

    /// <summary>When its log first said that schedules are loaded; null: not yet.</summary>
    public DateTimeOffset? FirstLoaded { get; private set; }

    /// <summary>Has it run from now on.</summary>
    public void Start() => _startWanted.TrySetResult();

    /// <summary><c>kill -9</c>; it stays down until it is started.</summary>
    public Task KillAsync() => EndAsync(Signals.Kill, DativoProgram.Limit);

    /// <summary>SIGTERM; it stays down until it is started. The exit code.</summary>
    public Task<int> StopAsync() => EndAsync(Signals.Terminate, DativoProgram.Limit);

    /// <summary>Sends a signal to the node's process alone, if it has one.</summary>
    public void Signal(int signal)
    {
        if (Process is { Exited.IsCompleted: false } process)
            Signals.Send(process.Pid, signal);
    }

    /// <summary>Asks its API.</summary>
    /// <exception cref="HttpRequestException">It has none now, or answers with an error.</exception>
    public async Task<string> GetAsync(string path, CancellationToken cancellationToken)
    {
        if (Process?.Server is not { } server)
            throw new HttpRequestException($"{Name} does not listen.");
        return await _client.GetStringAsync($"{server}/{path}", cancellationToken);
    }

    /// <summary>Asks it how it is.</summary>
    public async Task<NodeHealthPage> HealthAsync(CancellationToken cancellationToken)
    {
        if (Process?.Server is not { } server)
            return new NodeHealthPage(false, false, "it does not listen");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HealthPatience);
        try
        {
            using var answer = await _client.GetAsync($"{server}/health/ready", limit.Token);
            return new NodeHealthPage(answer.IsSuccessStatusCode, true, await answer.Content.ReadAsStringAsync(limit.Token));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new NodeHealthPage(false, false, exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        Signal(Signals.Kill);
        await _service;
        _client.Dispose();
        _over.Dispose();
        await _log.DisposeAsync();
    }

    private async Task<int> EndAsync(int signal, TimeSpan limit)
    {
        RealNode? process;
        lock (_gate)
        {
            _startWanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _wanted = signal;
            process = _process;
        }

        if (process is null)
            return 0;
        if (!process.Exited.IsCompleted)
            Signals.Send(process.Pid, signal);
        return await process.Exited.WaitAsync(limit);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await _startWanted.Task.WaitAsync(_over.Token);
                if ((await LiveAsync()).IsFinal)
                    _startWanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await Task.Delay(RestartAfter, _over.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<NodeExit> LiveAsync()
    {
        RealNode process;
        lock (_gate)
        {
            _over.Token.ThrowIfCancellationRequested();
            _lives++;
            _wanted = null;
            SchedulerSince = null;
            process = RealNode.Launch(
                Place.Program ?? DativoProgram.File,
                _setup.Folder.FullName,
                _setup.RunnerFile,
                _variables.SetItem(LifeVariable, Life),
                Place.Within,
                Keep,
                "--data-dir",
                $"data-{Number}");
            _process = process;
        }

        await using (process)
        {
            var listening = ListenAsync(process);
            using var kill = _over.Token.Register(() => Signal(Signals.Kill));
            var code = await process.Exited;
            await listening;
            var error = process.Error.Trim();
            lock (_gate)
            {
                var exit = new NodeExit(Number, _lives, code, _over.IsCancellationRequested ? Signals.Kill : _wanted, BootClock.Seconds, error[Math.Max(0, error.Length - 600)..])
                {
                    LostGuard = process.Log.Any(line => line.EventType == "guard_lost"),
                };
                _exits.Add(exit);
                _process = null;
                return exit;
            }
        }
    }

    private static async Task ListenAsync(RealNode process)
    {
        try
        {
            await process.ListeningAsync();
        }
        catch (InvalidOperationException)
        {
            // It ended before; its exit tells.
        }
    }

    // Called under the lock of the process's log.
    private bool Keep(LogLine line)
    {
        _log.WriteLine(line.Text);
        if (line.EventType == "schedules_loaded" && line["timestamp"] is { } text)
        {
            SchedulerSince = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
            FirstLoaded ??= SchedulerSince;
        }

        _setup.Watch?.Invoke(Number, line);
        if (line.Level is not ("INFO" or "DEBUG"))
        {
            lock (_gate)
                _kept.Add(line);
        }

        return line.Level is not ("INFO" or "DEBUG") || line.EventType is "api_listening" or "schedules_loaded";
    }
}
