using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Dativo.Actors.Hosting;

namespace Dativo.Actors.Tests.Serialization;

public sealed class ActorSystemTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_message_goes_through_the_serializer_it_is_bound_to()
    {
        await using var hosted = await HostedSystem.StartAsync(builder => builder.WithDativoSerializers());
        var serialization = hosted.System.Serialization;
        foreach (var sample in Samples.All)
        {
            var serializer = Assert.IsAssignableFrom<ManifestSerializer>(serialization.FindSerializerFor(sample.Message));
            var bytes = serialization.Serialize(sample.Message);
            var read = serialization.Deserialize(bytes, serializer.Identifier, serializer.Manifest(sample.Message));
            Assert.Equal(Meaning.Of(sample.Message), Meaning.Of(read));
        }
    }

    [Fact]
    public async Task Every_message_reaches_an_actor_when_all_messages_are_serialized()
    {
        await using var hosted = await HostedSystem.StartAsync(builder => builder
            .AddHocon("akka.actor.serialize-messages = on", HoconAddMode.Prepend)
            .WithDativoSerializers());
        var echo = hosted.System.ActorOf(Props.Create(() => new EchoActor()));
        foreach (var sample in Samples.All)
        {
            var received = await echo.Ask<object>(sample.Message, Patience);

            // What carries nothing is one object.
            if (sample.Message.GetType().GetField("Instance") is null)
                Assert.NotSame(sample.Message, received);
            Assert.Equal(Meaning.Of(sample.Message), Meaning.Of(received));
        }
    }

    [Fact]
    public async Task A_type_without_a_serializer_is_refused_and_not_written_as_JSON()
    {
        await using var hosted = await HostedSystem.StartAsync(builder => builder.WithDativoSerializers());
        Assert.Throws<SerializationException>(() => hosted.System.Serialization.FindSerializerFor(new Unregistered("text")));
    }

    private sealed record Unregistered(string Text);
}
