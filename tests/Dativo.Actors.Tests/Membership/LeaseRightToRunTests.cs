using System.Collections.Immutable;
using Dativo.Actors.Membership;
using Dativo.Actors.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.Membership;

/// <summary>What proves that a node may still speak for its jobs.</summary>
public sealed class LeaseRightToRunTests
{
    private const string Self = "akka.tcp://dativo@127.0.0.1:4053#1";
    private readonly Store _store = new();
    private readonly LeaseHolder _lease = new(new LeaseTerms(), aloneByConfiguration: false, _ => { }, new MembershipLog(NullLogger<MembershipLog>.Instance));

    [Fact]
    public async Task A_renewal_that_succeeds_now_does()
    {
        Assert.True(await AskAsync());
        Assert.Equal([Self], _store.Renewed);
    }

    [Fact]
    public async Task A_lease_that_is_active_no_more_does_not()
    {
        Renew();
        _store.Answer = () => false;
        Assert.False(await AskAsync());
    }

    [Fact]
    public async Task Without_the_database_the_deadline_proved_before_does()
    {
        Renew();
        _store.Answer = () => throw new TimeoutException();
        Assert.True(await AskAsync());
    }

    [Fact]
    public async Task Without_the_database_and_a_deadline_nothing_does()
    {
        _store.Answer = () => throw new TimeoutException();
        Assert.False(await AskAsync());
        _lease.RenewedByPeer(Environment.TickCount64 - 60_000);
        Assert.False(await AskAsync());
    }

    [Fact]
    public async Task A_node_that_was_removed_or_not_entered_has_no_right()
    {
        Assert.False(await new LeaseRightToRun(_store, _lease, () => null).ConfirmAsync(CancellationToken.None));
        _lease.Lose(new LeaseLoss(IsEvicted: false, "a test"));
        Assert.False(await AskAsync());
        Assert.Empty(_store.Renewed);
    }

    private Task<bool> AskAsync() => new LeaseRightToRun(_store, _lease, () => Self).ConfirmAsync(CancellationToken.None);

    // For longer than any test takes.
    private void Renew() => _lease.RenewedByPeer(Environment.TickCount64 + 600_000);

    private sealed class Store : ILeaseStore
    {
        public Func<bool> Answer { get; set; } = () => true;

        public List<string> Renewed { get; } = [];

        public Task<bool> RenewForAsync(string node, CancellationToken cancellationToken)
        {
            Renewed.Add(node);
            return Task.FromResult(Answer());
        }

        public Task RegisterAsync(string node, string address, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<string>> FindClusterAsync(string node, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<string>> FenceAsync(ImmutableArray<string> nodes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<string>> EvictAsync(string? self, ImmutableArray<string> nodes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReleaseAsync(string node, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ILeaseRenewal OpenRenewal(string node) => throw new NotSupportedException();
    }
}
