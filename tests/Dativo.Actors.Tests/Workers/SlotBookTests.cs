using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Workers;

/// <summary>A node with two slots, and what it decides.</summary>
public sealed class SlotBookTests
{
    private readonly SlotBoard _board = new();
    private readonly SlotBook _book;
    private TimeSpan _now;

    public SlotBookTests() => _book = new SlotBook(2, _board);

    [Fact]
    public void A_slot_that_was_offered_goes_to_the_run_that_takes_it()
    {
        Hear("two", wishes: new SlotWish("acme", 1, 1));
        var offer = Offer();
        Assert.Equal(("two", "acme", 1), (offer.Peer, offer.TenantId, _book.SlotsInUse));
        var run = Guid.NewGuid();

        Assert.True(_book.Take(offer.OfferId, "acme", run, _now));

        Assert.True(_book.Holds(run));
        Assert.Equal(1, _book.SlotsInUse);
        _book.Release("acme", run, _now);
        Assert.Equal(0, _book.SlotsInUse);
    }

    [Fact]
    public void An_answer_that_comes_twice_takes_one_slot()
    {
        Hear("two", wishes: new SlotWish("acme", 1, 1));
        var offer = Offer();
        var run = Guid.NewGuid();
        Assert.True(_book.Take(offer.OfferId, "acme", run, _now));

        Assert.False(_book.Take(offer.OfferId, "acme", run, _now));

        Assert.Equal(1, _book.SlotsInUse);
    }

    [Fact]
    public void A_declined_offer_is_not_made_again_before_the_other_node_says_something_new()
    {
        Hear("two", wishes: new SlotWish("acme", 1, 5));
        var offer = Offer();

        _book.Decline(offer.OfferId, "acme");

        Assert.Equal(0, _book.SlotsInUse);
        Assert.Null(_book.Grant(_now));
        Hear("two", wishes: new SlotWish("acme", 1, 1));
        Offer();
    }

    [Fact]
    public void An_offer_without_an_answer_is_withdrawn_and_a_late_answer_takes_a_free_slot_or_none()
    {
        Hear("two", wishes: new SlotWish("acme", 1, 1));
        var offer = Offer();
        _now = SlotBook.OfferLimit;
        _book.Refresh(_now);
        Assert.Equal(0, _book.SlotsInUse);
        Assert.Null(_book.Grant(_now));

        Assert.True(_book.Take(offer.OfferId, "acme", Guid.NewGuid(), _now));
        Assert.True(_book.Take(offer.OfferId, "acme", Guid.NewGuid(), _now));
        Assert.False(_book.Take(offer.OfferId, "acme", Guid.NewGuid(), _now));

        Assert.Equal(2, _book.SlotsInUse);
    }

    [Fact]
    public void A_node_that_is_gone_gives_back_what_it_was_offered_and_wants_nothing_more()
    {
        Hear("two", wishes: new SlotWish("acme", 1, 5));
        Offer();

        _book.Forget("two");

        Assert.Equal(0, _book.SlotsInUse);
        Assert.True(_book.NobodyWaits);
    }

    [Fact]
    public void A_node_that_says_nothing_for_long_is_forgotten()
    {
        Hear("two", wishes: new SlotWish("acme", 1, 5));
        _now = SlotBook.NewsLimit;

        _book.Refresh(_now);

        Assert.True(_book.NobodyWaits);
        Assert.Equal(new SlotOverview(0, 2, 1, 0), _book.Overview());
    }

    [Fact]
    public void A_spare_slot_that_was_taken_is_in_use_before_and_after_its_launch()
    {
        _book.LendSpare();
        Assert.Equal((2, 0), (_board.Spare, _book.SlotsInUse));
        var run = Guid.NewGuid();

        Assert.True(_board.TryTake());
        Assert.Equal((1, 1), (_board.Spare, _book.SlotsInUse));
        Assert.True(_book.HoldTaken("acme", run, _now));
        _book.LendSpare();

        Assert.Equal((1, 1), (_board.Spare, _book.SlotsInUse));
        Assert.True(_book.Holds(run));
        Assert.False(_book.HoldTaken("acme", Guid.NewGuid(), _now));
        _book.Release("acme", run, _now);
        _book.LendSpare();
        Assert.Equal((2, 0), (_board.Spare, _book.SlotsInUse));
    }

    [Fact]
    public void Who_waits_comes_before_the_board()
    {
        _book.LendSpare();
        Want("acme");
        Want("acme");
        Want("globex");

        Assert.NotNull(_book.Grant(_now));
        Assert.NotNull(_book.Grant(_now));

        Assert.Null(_book.Grant(_now));
        _book.LendSpare();
        Assert.False(_board.TryTake());
        Assert.Equal((2, 1), (_book.SlotsInUse, _book.Waiting));
    }

    [Fact]
    public void What_is_taken_from_the_board_is_given_to_nobody_else_and_comes_back()
    {
        _book.LendSpare();
        Assert.True(_board.TryTake());
        Assert.True(_board.TryTake());
        Want("acme");
        Assert.Null(_book.Grant(_now));

        _board.Put(1);

        Assert.NotNull(_book.Grant(_now));
        Assert.Equal(2, _book.SlotsInUse);
    }

    [Fact]
    public void A_slot_that_somebody_took_and_never_used_is_free_again_after_a_while()
    {
        _book.LendSpare();
        Assert.True(_board.TryTake());
        _book.Refresh(_now = SlotBook.TakenLimit);
        Assert.Equal(1, _book.SlotsInUse);

        _book.Refresh(_now = 2 * SlotBook.TakenLimit);

        Assert.Equal(0, _book.SlotsInUse);
        Assert.False(_book.HoldTaken("acme", Guid.NewGuid(), _now));
    }

    [Fact]
    public void Where_runs_are_very_short_more_slots_are_lent_than_there_are_and_no_more_are_held()
    {
        for (var i = 0; i < 500; i++)
            _book.Ran(TimeSpan.FromMilliseconds(8));
        _book.LendSpare();
        Assert.Equal(2 + 12, _board.Spare);
        for (var i = 0; i < 3; i++)
            Assert.True(_board.TryTake());
        var late = Guid.NewGuid();

        Assert.True(_book.HoldTaken("acme", Guid.NewGuid(), _now));
        Assert.True(_book.HoldTaken("acme", Guid.NewGuid(), _now));

        Assert.False(_book.HoldTaken("globex", late, _now));
        _book.Bind("globex", late);
        Assert.Null(_book.Grant(_now));
        Assert.Equal((2, 1), (_book.SlotsInUse, _book.Waiting));
    }

    [Fact]
    public void When_runs_take_longer_again_no_more_is_lent_than_there_is()
    {
        for (var i = 0; i < 500; i++)
            _book.Ran(TimeSpan.FromMilliseconds(8));
        _book.LendSpare();
        for (var i = 0; i < 500; i++)
            _book.Ran(TimeSpan.FromSeconds(1));

        _book.LendSpare();

        Assert.Equal((2, 0), (_board.Spare, _book.SlotsInUse));
    }

    [Fact]
    public void Nothing_stays_on_the_board_of_a_node_that_starts_nothing_more()
    {
        _book.LendSpare();

        _book.TakeBack();

        Assert.Equal((0, 0), (_board.Spare, _book.SlotsInUse));
    }

    [Fact]
    public void One_run_asks_the_least_loaded_node()
    {
        Hear("two", inUse: 3, slots: 4);
        Hear("three", inUse: 1, slots: 2);
        Hear("four", inUse: 2, slots: 2);
        Want("acme");

        Assert.Equal(["three"], _book.Helpers());
    }

    [Fact]
    public void Many_runs_ask_as_many_nodes_as_have_slots_for_them()
    {
        Hear("two", inUse: 1, slots: 4);
        Hear("three", inUse: 1, slots: 2);
        Hear("four", inUse: 0, slots: 4, takesRuns: false);
        for (var i = 0; i < 4; i++)
            Want("acme");
        Assert.Equal(["three", "two"], _book.Helpers().Order());

        // Not enough for all of them: whichever slot is free next.
        Hear("five", inUse: 2, slots: 2);
        Want("acme");
        Assert.Equal(["five", "three", "two"], _book.Helpers().Order());
    }

    [Fact]
    public void Nobody_is_asked_when_nothing_waits_that_may_move()
    {
        Hear("two", inUse: 0, slots: 4);
        Assert.Empty(_book.Helpers());
        _book.Bind("acme", Guid.NewGuid());

        Assert.Empty(_book.Helpers());
        Assert.False(_book.HelpIsNear);
    }

    [Fact]
    public void A_free_slot_goes_to_whose_turn_it_is_on_whichever_node_it_waits()
    {
        Want("flood");
        Want("flood");
        Want("flood");
        Hear("two", wishes: new SlotWish("single", 1, 1));

        Assert.IsType<SlotGrant.ToRun>(_book.Grant(_now));
        Assert.Equal("single", Offer().TenantId);
        Assert.Null(_book.Grant(_now));
    }

    [Fact]
    public void The_overview_counts_all_nodes_that_were_heard_of()
    {
        Hear("two", inUse: 3, slots: 4, waiting: 7);
        Want("acme");

        Assert.Equal(new SlotOverview(3, 6, 2, 8), _book.Overview());
    }

    private SlotGrant.ToPeer Offer() => Assert.IsType<SlotGrant.ToPeer>(_book.Grant(_now));

    private void Want(string tenantId) => _book.Want(new WaitingRun(tenantId, Guid.NewGuid()), 1);

    private void Hear(string node, int inUse = 0, int slots = 1, int waiting = 0, bool takesRuns = true, params SlotWish[] wishes) =>
        _book.Heard(new WorkerNews(node, inUse, slots, waiting, takesRuns, [.. wishes]), _now);
}
