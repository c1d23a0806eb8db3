using Akka.Actor;
using Dativo.Actors.History;
using Dativo.Actors.Tests.VirtualTime;

namespace Dativo.Actors.Tests.History;

public sealed class JournalHintRelayTests : ActorTest
{
    private bool _isHere;

    [Fact]
    public async Task Hints_in_quick_succession_become_one()
    {
        Start();
        for (var i = 0; i < 100; i++)
            Sys.EventStream.Publish(JournalHint.Instance);

        await ExpectMsgAsync<JournalHint>(Patience);
        await ArmedAsync(At(0.02));
        await ExpectNoMsgAsync(Silence);
        Advance(0.02);
        await ExpectMsgAsync<JournalHint>(Patience);
        await ArmedAsync(At(0.04));
        Advance(0.02);
        await ExpectNoMsgAsync(Silence);

        Sys.EventStream.Publish(JournalHint.Instance);
        await ExpectMsgAsync<JournalHint>(Patience);
    }

    [Fact]
    public async Task A_projection_on_this_node_hears_them_by_itself()
    {
        _isHere = true;
        Start();

        Sys.EventStream.Publish(JournalHint.Instance);
        await ArmedAsync(At(0.02));
        await ExpectNoMsgAsync(Silence);
        _isHere = false;
        Advance(0.02);
        Sys.EventStream.Publish(JournalHint.Instance);

        await ExpectMsgAsync<JournalHint>(Patience);
    }

    private void Start()
    {
        Func<bool> isHere = () => _isHere;
        var relay = Sys.ActorOf(Props.Create(typeof(JournalHintRelay), isHere, TestActor));

        // It has subscribed once it answers.
        relay.Ask<ActorIdentity>(new Identify(null), Patience).Wait(Patience);
    }
}
