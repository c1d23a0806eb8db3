using System.Collections.Immutable;
using Dativo.Actors.Configuration;
using Dativo.Actors.Jobs;

namespace Dativo.Actors.Tests.Jobs;

public sealed class JobSpecTests
{
    [Fact]
    public void The_id_of_a_known_spec_is_the_same_for_ever()
    {
        // Stored events refer to specs by their ids: a change here makes stored runs refer to nothing.
        Assert.Equal("317eefeba01ea963", Full().Id);
    }

    [Fact]
    public void Specs_of_equal_content_have_equal_ids()
    {
        Assert.Equal(Full().Id, Full().Id);
        Assert.Equal(Full(), Full());
        Assert.Equal(Full().GetHashCode(), Full().GetHashCode());
    }

    [Fact]
    public void The_order_in_which_tags_are_kept_does_not_matter()
    {
        var backwards = Comparer<string>.Create((left, right) => StringComparer.Ordinal.Compare(right, left));
        var spec = Full();

        Assert.Equal(spec.Id, (spec with { Tags = spec.Tags.WithComparers(backwards) }).Id);
    }

    [Fact]
    public void A_copy_with_another_content_has_another_id_also_when_the_first_one_was_read_before()
    {
        var spec = Full();
        var before = spec.Id;

        Assert.NotEqual(before, (spec with { Priority = 6 }).Id);
        Assert.Equal(before, (spec with { Priority = 6 } with { Priority = 5 }).Id);
        Assert.Equal(before, spec.Id);
    }

    [Fact]
    public void Each_field_changes_the_id()
    {
        var spec = Full();
        JobSpec[] others =
        [
            spec,
            spec with { Schedule = "other" },
            spec with { ConfigFile = "/jobs/other.yaml" },
            spec with { Command = [] },
            spec with { Command = ["ingest", "--fast", "{config}"] },
            spec with { Command = ["ingest --fast"] },
            spec with { MaxConcurrentRuns = 3 },
            spec with { Overlap = OverlapPolicy.Skip },
            spec with { Timeout = null },
            spec with { Timeout = TimeSpan.FromSeconds(91) },
            spec with { Priority = 6 },
            spec with { Retry = spec.Retry with { MaxRetries = 4 } },
            spec with { Retry = spec.Retry with { InitialDelay = TimeSpan.FromSeconds(6) } },
            spec with { Retry = spec.Retry with { MaxDelay = TimeSpan.FromSeconds(301) } },
            spec with { Retry = spec.Retry with { BackoffMultiplier = 2.000001 } },
            spec with { Retry = spec.Retry with { RetryableExitCodes = [1] } },
            spec with { Retry = spec.Retry with { RetryableExitCodes = [2, 1] } },
            spec with { Retry = spec.Retry with { RetryableErrorPatterns = [] } },
            spec with { Retry = spec.Retry with { RetryableErrorPatterns = ["timeout", "reset"] } },
            spec with { Tags = spec.Tags.SetItem("team", "blue") },
            spec with { Tags = spec.Tags.Remove("team") },
            spec with { Tags = spec.Tags.Add("zone", "eu") },
        ];

        Assert.Equal(others.Length, others.Select(other => other.Id).Distinct().Count());
        Assert.All(others.Skip(1), other => Assert.NotEqual(spec, other));
    }

    [Fact]
    public void Text_that_moves_from_one_field_to_the_next_makes_another_id()
    {
        var one = new JobSpec { Schedule = "ab", ConfigFile = "c" };
        var other = new JobSpec { Schedule = "a", ConfigFile = "bc" };
        var marked = new JobSpec { Schedule = "ab;1:c", ConfigFile = "" };

        Assert.Equal(3, new[] { one.Id, other.Id, marked.Id }.Distinct().Count());
    }

    [Fact]
    public void An_id_is_sixteen_hexadecimal_digits() => Assert.Matches("^[0-9a-f]{16}$", Full().Id);

    private static JobSpec Full() => new()
    {
        Schedule = "stripe_customers_hourly",
        ConfigFile = "/jobs/acme/stripe_customers.yaml",
        Command = ["ingest", "--fast"],
        MaxConcurrentRuns = 2,
        Overlap = OverlapPolicy.CancelRunning,
        Timeout = TimeSpan.FromSeconds(90),
        Priority = 5,
        Retry = new RetryPolicy { RetryableErrorPatterns = ["timeout"] },
        Tags = ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal,
            [KeyValuePair.Create("tenant", "acme"), KeyValuePair.Create("team", "red"), KeyValuePair.Create("Team", "RED")]),
    };
}
