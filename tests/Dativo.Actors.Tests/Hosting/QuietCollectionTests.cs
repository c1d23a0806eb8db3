using Dativo.Actors.Hosting;

namespace Dativo.Actors.Tests.Hosting;

/// <summary>When the garbage of a node is collected on which little happens.</summary>
public sealed class QuietCollectionTests
{
    private readonly QuietCollection _collection;
    private long _allocated = 1_000_000_000;
    private int _collections;

    public QuietCollectionTests() => _collection = new QuietCollection(TimeProvider.System, () => _allocated, () => _collections++);

    [Fact]
    public void A_quiet_node_is_collected_when_that_is_worth_it()
    {
        Assert.Equal([0, 1, 1, 2], Looks(QuietCollection.LeastBytes - 1, 1, QuietCollection.LeastBytes / 2, QuietCollection.LeastBytes / 2));
    }

    [Fact]
    public void A_busy_node_is_left_alone_until_it_is_quiet_again()
    {
        Assert.Equal([0, 0, 1, 1], Looks(QuietCollection.QuietBytes + 1, 10 * QuietCollection.QuietBytes, 0, 0));
    }

    [Fact]
    public void Who_asks_for_it_gets_it_when_that_is_worth_it_busy_or_not()
    {
        Looks(2 * QuietCollection.QuietBytes);
        _collection.CollectIfMuch();
        _collection.CollectIfMuch();

        Assert.Equal(1, _collections);
        Assert.Equal([1, 2], Looks(QuietCollection.LeastBytes - 1, 1));
    }

    private int[] Looks(params long[] allocations) =>
    [
        .. allocations.Select(bytes =>
        {
            _allocated += bytes;
            _collection.Look();
            return _collections;
        }),
    ];
}
