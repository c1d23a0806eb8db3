using Dativo.Actors.Membership;
using Dativo.Actors.Workers.Fence;

namespace Dativo.Actors.Tests.Workers.Fence;

/// <summary>Which attempts may commit.</summary>
public sealed class CommitFenceTests
{
    private static readonly Guid Run = Guid.Parse("01a20968-38f9-77db-b232-95c0fd79a623");

    private readonly FenceKey _key = new();
    private readonly AttemptsUnderWay _attempts = new();
    private readonly Right _right = new();

    [Fact]
    public async Task An_attempt_under_way_with_its_token_and_a_living_lease_may()
    {
        _attempts.Add(Run, 2, 7);
        Assert.Null(await AskAsync(2, 7));
        Assert.Equal(1, _right.Asked);
    }

    [Fact]
    public async Task None_may_that_is_over_or_unknown_or_has_another_token()
    {
        Assert.Equal("the attempt is not under way on this node", await AskAsync(2, 7));
        _attempts.Add(Run, 2, 7);
        Assert.Equal("the attempt is not under way on this node", await AskAsync(1, 7));
        Assert.Equal("the attempt is not under way on this node", await AskAsync(2, 6));
        _attempts.Remove(Run, 2);
        Assert.Equal("the attempt is not under way on this node", await AskAsync(2, 7));
        Assert.Equal(0, _right.Asked);
    }

    [Fact]
    public async Task None_may_that_was_told_to_stop()
    {
        _attempts.Add(Run, 1, 1);
        _attempts.Stopping(Run, 1);
        Assert.Equal("the attempt was told to stop", await AskAsync(1, 1));
    }

    [Fact]
    public async Task None_may_that_was_told_to_stop_while_the_lease_was_looked_at()
    {
        _attempts.Add(Run, 1, 1);
        _right.Meanwhile = () => _attempts.Stopping(Run, 1);
        Assert.Equal("the attempt was told to stop", await AskAsync(1, 1));
    }

    [Fact]
    public async Task None_may_without_a_provable_lease()
    {
        _attempts.Add(Run, 1, 1);
        _right.Answer = false;
        Assert.Equal("this node cannot prove that its lease is alive, so the run may have been started again elsewhere", await AskAsync(1, 1));
    }

    [Fact]
    public async Task A_signature_is_good_for_one_attempt_of_one_process()
    {
        _attempts.Add(Run, 1, 1);
        _attempts.Add(Run, 2, 2);
        const string expected = "this process of the node did not start that attempt";
        Assert.Equal(expected, await Fence.RefusalAsync(Run, 2, 2, Signature(_key, 1, 1), CancellationToken.None));
        Assert.Equal(expected, await Fence.RefusalAsync(Run, 1, 1, Signature(new FenceKey(), 1, 1), CancellationToken.None));
        Assert.Equal(expected, await Fence.RefusalAsync(Run, 1, 1, "", CancellationToken.None));
        Assert.Null(await Fence.RefusalAsync(Run, 1, 1, Signature(_key, 1, 1), CancellationToken.None));
    }

    [Theory]
    [InlineData("http://127.0.0.1:3000/", "http://127.0.0.1:3000")]
    [InlineData("http://127.0.0.1:3000/", "https://127.0.0.1:3001", "http://0.0.0.0:3000")]
    [InlineData("http://127.0.0.1:3000/", "http://[::]:3000")]
    [InlineData("http://127.0.0.1:3000/", "http://+:3000")]
    [InlineData("http://127.0.0.1:3000/", "http://localhost:3000")]
    [InlineData("http://10.0.0.7:3000/", "http://10.0.0.7:3000")]
    [InlineData("http://[fd00::7]:3000/", "http://[fd00::7]:3000")]
    [InlineData(null, "https://10.0.0.7:3000")]
    [InlineData(null)]
    public void The_address_is_one_that_this_machine_reaches(string? expected, params string[] addresses) =>
        Assert.Equal(expected, FenceAddress.AddressFor(addresses)?.AbsoluteUri);

    private CommitFence Fence => new(_key, _attempts, _right);

    private static string Signature(FenceKey key, int attempt, long token) => key.PathOf(Run, attempt, token).Split('/')[^1];

    private Task<string?> AskAsync(int attempt, long token) => Fence.RefusalAsync(Run, attempt, token, Signature(_key, attempt, token), CancellationToken.None);

    private sealed class Right : IRightToRun
    {
        public bool Answer { get; set; } = true;

        public int Asked { get; private set; }

        public Action Meanwhile { get; set; } = () => { };

        public Task<bool> ConfirmAsync(CancellationToken cancellationToken)
        {
            Asked++;
            Meanwhile();
            return Task.FromResult(Answer);
        }
    }
}
