using System.Threading.Channels;
using Dativo.Actors.Workers.Processes;
using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Tests.Workers;

/// <summary>Collects events, and lets a test wait for them.</summary>
internal sealed class EventList : IProcessObserver
{
    private readonly Channel<OutputEvent> _events = Channel.CreateUnbounded<OutputEvent>();

    public void OnEvent(OutputEvent outputEvent) => _events.Writer.TryWrite(outputEvent);

    public async Task<OutputEvent> NextAsync()
    {
        using var limit = new CancellationTokenSource(TestTime.Limit);
        return await _events.Reader.ReadAsync(limit.Token);
    }

    public IReadOnlyList<OutputEvent> TakeAll()
    {
        var all = new List<OutputEvent>();
        while (_events.Reader.TryRead(out var next)) all.Add(next);
        return all;
    }
}
