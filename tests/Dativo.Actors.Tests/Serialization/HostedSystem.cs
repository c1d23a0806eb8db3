using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dativo.Actors.Tests.Serialization;

/// <summary>An actor system as a node builds it, with what it logged at warning and above.</summary>
internal sealed class HostedSystem : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ConcurrentQueue<LogEvent> _log = new();
    private readonly ConcurrentBag<(Predicate<LogEvent> Matches, TaskCompletionSource<LogEvent> Seen)> _awaited = [];
    private int _disposed;

    private HostedSystem(Action<AkkaConfigurationBuilder> configure)
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IHostApplicationLifetime, UnusedLifetime>()
            .AddAkka("dativo", builder =>
            {
                configure(builder);
                builder.AddStartup((system, _) =>
                {
                    var recorder = system.ActorOf(Props.Create(() => new Recorder(this)));
                    system.EventStream.Subscribe(recorder, typeof(Warning));
                    system.EventStream.Subscribe(recorder, typeof(Error));
                });
            })
            .BuildServiceProvider();
    }

    public ActorSystem System => _services.GetRequiredService<ActorSystem>();

    /// <summary>Everything logged so far that speaks of serialization.</summary>
    public IEnumerable<string> SerializationProblems => _log.Where(IsSerializationProblem).Select(entry => $"{entry}\n{entry.Cause}");

    public static bool IsSerializationProblem(LogEvent entry) =>
        $"{entry.Message} {entry.Cause}".Contains("erializ", StringComparison.Ordinal);

    public static async Task<HostedSystem> StartAsync(Action<AkkaConfigurationBuilder> configure)
    {
        var hosted = new HostedSystem(configure);
        foreach (var service in hosted._services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        return hosted;
    }

    /// <summary>The first such entry that is logged from now on.</summary>
    public Task<LogEvent> Logged(Predicate<LogEvent> matches)
    {
        var seen = new TaskCompletionSource<LogEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited.Add((matches, seen));
        return seen.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(HostedSystem owner)
        {
            Receive<LogEvent>(entry =>
            {
                owner._log.Enqueue(entry);
                foreach (var (matches, seen) in owner._awaited)
                {
                    if (matches(entry))
                        seen.TrySetResult(entry);
                }
            });
        }
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
}
