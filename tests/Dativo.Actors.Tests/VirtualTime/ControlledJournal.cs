using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Serialization;

namespace Dativo.Actors.Tests.VirtualTime;

/// <summary>A journal in memory that keeps events as their serializers write them, and does what the test's <see cref="JournalControl"/> says.</summary>
internal sealed class ControlledJournal : MemoryJournal
{
    private readonly JournalControl _control = Context.System.Settings.Setup.Get<JournalControl>().Value;
    private readonly Akka.Serialization.Serialization _serialization = Context.System.Serialization;

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToArray();
        if (await _control.BeforeAsync() is { } rejection)
            return [.. writes.Select(_ => rejection)];
        var result = await base.WriteMessagesAsync(writes.Select(AsRead), cancellationToken);
        _control.Stored(writes);
        return result;
    }

    protected override async Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken)
    {
        await base.DeleteMessagesToAsync(persistenceId, toSequenceNr, cancellationToken);
        _control.Deleted(toSequenceNr);
    }

    private AtomicWrite AsRead(AtomicWrite write) =>
        new(((IEnumerable<IPersistentRepresentation>)write.Payload).Select(item => item.WithPayload(AsRead(item.Payload))).ToImmutableList());

    private object AsRead(object payload)
    {
        var serializer = (SerializerWithStringManifest)_serialization.FindSerializerFor(payload);
        return serializer.FromBinary(serializer.ToBinary(payload), serializer.Manifest(payload));
    }
}
