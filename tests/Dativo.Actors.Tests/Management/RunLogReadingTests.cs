using Akka.Actor;
using Dativo.Actors.Management;
using Dativo.Actors.Tests.VirtualTime;

namespace Dativo.Actors.Tests.Management;

public sealed class RunLogReadingTests : ActorTest
{
    private static readonly Guid Run = Guid.Parse("0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b");
    private readonly MemoryRunLogs _logs = new();

    [Fact]
    public async Task A_log_is_read_piece_by_piece_to_its_end()
    {
        _logs.Write(Run, 1, [1, 2, 3, 4, 5]);
        _logs.Complete(Run, 1);
        var reading = Start();

        Assert.Equal([1, 2, 3], (await Ask(reading, 0, 3)).Bytes.ToArray());
        Assert.Equal([4, 5], (await Ask(reading, 3, 3)).Bytes.ToArray());
        var end = await Ask(reading, 5, 3);

        Assert.True(end is { Found: true, Bytes.IsEmpty: true, MayGrow: false, Problem: null });
        Assert.Equal(1, _logs.Opened);
    }

    [Fact]
    public async Task A_question_whose_answer_was_lost_has_the_same_answer()
    {
        _logs.Write(Run, 1, [1, 2, 3, 4, 5]);
        var reading = Start();
        await Ask(reading, 0, 3);

        Assert.Equal([1, 2, 3], (await Ask(reading, 0, 3)).Bytes.ToArray());
        Assert.Equal([4, 5], (await Ask(reading, 3, 3)).Bytes.ToArray());
    }

    [Fact]
    public async Task A_log_under_way_says_that_it_may_grow_and_is_read_on()
    {
        _logs.Write(Run, 1, [1, 2]);
        var reading = Start();
        await Ask(reading, 0, 10);

        Assert.True(await Ask(reading, 2, 10) is { Bytes.IsEmpty: true, MayGrow: true });
        _logs.Write(Run, 1, [3]);
        _logs.Complete(Run, 1);

        Assert.Equal([3], (await Ask(reading, 2, 10)).Bytes.ToArray());
        Assert.True(await Ask(reading, 3, 10) is { Bytes.IsEmpty: true, MayGrow: false });
    }

    [Fact]
    public async Task A_reading_goes_on_where_one_that_is_forgotten_was()
    {
        _logs.Write(Run, 1, [1, 2, 3, 4, 5]);

        Assert.Equal([4, 5], (await Ask(Start(), 3, 10)).Bytes.ToArray());
        Assert.Equal("the log has 5 bytes; 9 were read before", (await Ask(Start(), 9, 10)).Problem);
    }

    [Fact]
    public async Task A_log_that_is_not_here_or_cannot_be_read_says_so()
    {
        Assert.True(await Ask(Start(), 0, 10) is { Found: false, Bytes.IsEmpty: true });

        _logs.Write(Run, 1, [1]);
        _logs.Failure = new IOException("the disk is gone");

        Assert.True(await Ask(Start(), 0, 10) is { Found: true, Problem: "the disk is gone" });
    }

    [Fact]
    public async Task A_reading_nobody_goes_on_with_ends()
    {
        _logs.Write(Run, 1, [1]);
        var reading = Start();
        await Ask(reading, 0, 10);
        await WatchAsync(reading);

        Advance(31);

        await ExpectTerminatedAsync(reading, Patience);
    }

    private IActorRef Start() => Sys.ActorOf(Props.Create(typeof(RunLogReadingActor), _logs));

    private static Task<RunLogChunk> Ask(IActorRef reading, long offset, int maximum) =>
        reading.Ask<RunLogChunk>(new ReadRunLog(Guid.NewGuid(), Run, 1, offset, maximum), Timeout.InfiniteTimeSpan).WaitAsync(Patience);
}
