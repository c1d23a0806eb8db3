using Akka.Actor;
using Akka.Serialization;
using BenchmarkDotNet.Attributes;
using Dativo.Actors.Tenants;
using Dativo.Actors.Workers;

namespace Dativo.Benchmarks.Micro;

/// <summary>Turns events and messages into bytes and back.</summary>
public class SerializerBenchmarks
{
    private static readonly Guid RunId = Guid.CreateVersion7(TenantWork.Now);

    private static readonly Dictionary<string, object> Messages = new()
    {
        [nameof(RunQueued)] = new RunQueued
        {
            RunId = RunId,
            SpecId = TenantWork.Spec.Id,
            Schedule = TenantWork.Spec.Schedule,
            Trigger = RunTrigger.Manual,
            ScheduledFor = TenantWork.Now,
            At = TenantWork.Now,
            RequestId = "request-17",
            RequestedBy = "operator",
        },
        [nameof(AttemptStarted)] = new AttemptStarted { RunId = RunId, Attempt = 1, FencingToken = 17, Node = TenantWork.Node, At = TenantWork.Now },
        [nameof(AttemptEnded)] = new AttemptEnded { RunId = RunId, Attempt = 1, Outcome = TenantWork.Success, At = TenantWork.Now, FinalStatus = RunStatus.Success },
        [nameof(TriggerRun)] = TenantWork.Trigger("request-17"),
        [nameof(LaunchAttempt)] = new LaunchAttempt(TenantWork.Order(RunId)),
        [nameof(TenantState)] = TenantWork.Waiting(100),
    };

    private ActorSystem _system = null!;
    private SerializerWithStringManifest _serializer = null!;
    private object _message = null!;
    private string _manifest = null!;
    private byte[] _bytes = null!;

    /// <summary>An event of a run's, in their order; a message to a tenant; one to a worker; and the snapshot of a tenant with 100 queued runs.</summary>
    [Params(nameof(RunQueued), nameof(AttemptStarted), nameof(AttemptEnded), nameof(TriggerRun), nameof(LaunchAttempt), nameof(TenantState))]
    public string Message { get; set; } = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _system = ActorSystem.Create("micro", "akka.loglevel = OFF");
        var system = (ExtendedActorSystem)_system;
        _message = Messages[Message];
        _serializer = _message is IWorkerMessage ? new WorkerSerializer(system) : new TenantSerializer(system);
        _manifest = _serializer.Manifest(_message);
        _bytes = _serializer.ToBinary(_message);
    }

    [GlobalCleanup]
    public Task CleanUp() => _system.Terminate();

    [Benchmark]
    public byte[] Serialize() => _serializer.ToBinary(_message);

    [Benchmark]
    public object Deserialize() => _serializer.FromBinary(_bytes, _manifest);
}
