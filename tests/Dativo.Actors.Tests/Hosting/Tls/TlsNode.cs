using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Dativo.Actors.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Tests.Hosting.Tls;

/// <summary>A member of a cluster with the logging and the connections of a node, and nothing else.</summary>
internal sealed class TlsNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Recorder _log;

    private TlsNode(ServiceProvider services, Recorder log)
    {
        _services = services;
        _log = log;
    }

    public ActorSystem System => _services.GetRequiredService<ActorSystem>();

    public Cluster Cluster => Cluster.Get(System);

    /// <summary>What was logged at warning and above so far.</summary>
    public string[] Log => [.. _log.Lines];

    public static async Task<TlsNode> StartAsync(NodeTls? tls)
    {
        var log = new Recorder();
        var options = new NodeOptions { DataDirectory = Path.GetTempPath(), Slots = 1, Tls = tls };
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IHostApplicationLifetime, UnusedLifetime>();
        services.AddAkka("dativo", (akka, provider) => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .AddHocon(
                """
                akka {
                  stdout-loglevel = off
                  coordinated-shutdown.run-by-clr-shutdown-hook = off
                  cluster.gossip-interval = 200ms
                  cluster.leader-actions-interval = 200ms
                }
                """,
                HoconAddMode.Prepend)
            .WithRemoting(new RemoteOptions { HostName = options.Hostname, Port = 0 })
            .WithNodeTls(provider, options)
            .WithClustering());
        var node = new TlsNode(services.BuildServiceProvider(), log);
        try
        {
            foreach (var service in node._services.GetServices<IHostedService>())
                await service.StartAsync(CancellationToken.None);
            return node;
        }
        catch
        {
            await node._services.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first line with these words, now or later.</summary>
    public Task<string> LoggedAsync(string words) => _log.WhenAsync(words);

    /// <summary>Asks to be let in by another node; done when it is.</summary>
    public Task JoinAsync(TlsNode other, CancellationToken cancellationToken) => Cluster.JoinAsync(other.Cluster.SelfAddress, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private sealed class UnusedLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }

    private sealed class Recorder : ILoggerProvider, ILogger
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new();

        public ConcurrentQueue<string> Lines { get; } = new();

        public async Task<string> WhenAsync(string words)
        {
            var seen = _awaited.GetOrAdd(words, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
            if (Lines.FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal)) is { } line)
                seen.TrySetResult(line);
            return await seen.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var text = $"{formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}";
            Lines.Enqueue(text);
            foreach (var (words, seen) in _awaited)
            {
                if (text.Contains(words, StringComparison.Ordinal))
                    seen.TrySetResult(text);
            }
        }

        public void Dispose()
        {
        }
    }
}
