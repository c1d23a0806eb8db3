using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tests.Jobs;

public sealed class RetryPolicyTests
{
    [Fact]
    public void Policies_of_equal_content_are_equal()
    {
        var one = new RetryPolicy { RetryableExitCodes = [1, 2], RetryableErrorPatterns = ["a", "b"] };
        var other = new RetryPolicy { RetryableExitCodes = [1, 2], RetryableErrorPatterns = ["a", "b"] };

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void Any_other_content_makes_another_policy()
    {
        var policy = new RetryPolicy { RetryableExitCodes = [1, 2], RetryableErrorPatterns = ["a"] };

        Assert.All<RetryPolicy>(
            [
                policy with { MaxRetries = 4 },
                policy with { InitialDelay = TimeSpan.FromSeconds(6) },
                policy with { MaxDelay = TimeSpan.FromSeconds(301) },
                policy with { BackoffMultiplier = 2.5 },
                policy with { RetryableExitCodes = [1, 3] },
                policy with { RetryableErrorPatterns = ["b"] },
            ],
            other => Assert.NotEqual(policy, other));
    }
}
