using System.Runtime;
using Dativo.Actors.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Dativo.Actors.Tests.Scheduling;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessMemoryCollection
{
    public const string Name = "the memory of the process";
}

[Collection(ProcessMemoryCollection.Name)]
public sealed class BurstMemoryTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly BurstMemory _memory;

    public BurstMemoryTests() => _memory = new BurstMemory(_time);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void No_collection_falls_into_a_burst()
    {
        _memory.SetAside(2_000);
        var before = GC.CollectionCount(0);
        AllocateMegabytes(60);
        Assert.Equal(before, GC.CollectionCount(0));
        Assert.Equal(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    [Fact]
    public void After_a_second_it_is_given_back()
    {
        _memory.SetAside(2_000);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    [Fact]
    public void Few_tenants_need_none()
    {
        _memory.SetAside(BurstMemory.SmallestBurst - 1);
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    [Fact]
    public void A_burst_during_another_changes_nothing()
    {
        _memory.SetAside(2_000);
        _memory.SetAside(2_000);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    [Fact]
    public void A_burst_that_needs_more_goes_on_with_the_collector_at_work_and_so_does_the_next()
    {
        _memory.SetAside(BurstMemory.SmallestBurst);
        AllocateMegabytes(600);
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
        _time.Advance(TimeSpan.FromSeconds(1));
        _memory.SetAside(2_000);
        Assert.Equal(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    [Fact]
    public void It_goes_without_where_another_node_of_the_process_has_set_memory_aside()
    {
        using var other = new BurstMemory(_time);
        other.SetAside(2_000);
        _memory.SetAside(2_000);
        _memory.Dispose();
        Assert.Equal(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    private static void AllocateMegabytes(int megabytes)
    {
        for (var left = megabytes * 16; left > 0; left--)
            GC.KeepAlive(new byte[64 * 1024]);
    }
}
