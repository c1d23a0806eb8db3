using System.Collections.Immutable;
using CsCheck;
using Dativo.Actors.Jobs;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Serialization;

public sealed class RoundTripTests
{
    [Theory]
    [MemberData(nameof(Serializers.Manifests), MemberType = typeof(Serializers))]
    public void What_is_read_says_what_was_written(string manifest)
    {
        var (serializer, row) = Serializers.Of(manifest);
        GeneratedMessages.Of(row.Type).Sample(
            message =>
            {
                var read = serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));
                Assert.Equal(Meaning.Of(message), Meaning.Of(read));
            },
            iter: 300,
            threads: 1,
            print: Meaning.Of);
    }

    [Fact]
    public void An_instant_with_an_offset_is_read_in_UTC_exact_to_the_tick()
    {
        var local = new DateTimeOffset(2026, 3, 29, 2, 30, 0, TimeSpan.FromHours(5.5)).AddTicks(1234567);
        var read = (AttemptStarted)Serializers.RoundTrip(new AttemptStarted { RunId = Guid.NewGuid(), Attempt = 1, FencingToken = 1, Node = "n", At = local });
        Assert.Equal(local.UtcTicks, read.At.Ticks);
        Assert.Equal(TimeSpan.Zero, read.At.Offset);
    }

    [Fact]
    public void An_id_is_written_as_its_text_reads()
    {
        var id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        var bytes = Serializers.Of(typeof(RunAccepted)).ToBinary(new RunAccepted("", id));
        Assert.EndsWith("00112233445566778899AABBCCDDEEFF", Convert.ToHexString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_that_was_never_set_is_read_as_empty()
    {
        var read = (AttemptOrderHolder(command: default)).Order;
        Assert.Empty(read.Command);
    }

    [Fact]
    public void Half_a_surrogate_pair_as_a_cut_through_error_text_leaves_it_becomes_the_replacement_character()
    {
        var outcome = new AttemptOutcome { Kind = AttemptOutcomeKind.Exited, Error = "cut \ud83d" };
        var read = (AttemptFinished)Serializers.RoundTrip(new AttemptFinished("t", Guid.NewGuid(), 1, outcome, SlotOffered: false));
        Assert.Equal("cut \ufffd", read.Outcome.Error);
    }

    [Fact]
    public void A_spec_keeps_the_id_it_was_stored_with_and_a_changed_copy_gets_its_own()
    {
        var stored = new JobSpec { Schedule = "s", ConfigFile = "/f", Id = "0123456789abcdef" };
        var read = ((SpecRecorded)Serializers.RoundTrip(new SpecRecorded(stored))).Spec;
        Assert.Equal("0123456789abcdef", read.Id);

        var plain = new JobSpec { Schedule = "s", ConfigFile = "/f" };
        Assert.NotEqual(read.Id, plain.Id);
        Assert.Equal((plain with { Priority = 7 }).Id, (read with { Priority = 7 }).Id);
        Assert.NotEqual(plain.Id, (plain with { Priority = 7 }).Id);
    }

    [Fact]
    public void A_tenant_goes_on_from_its_snapshot_as_it_would_have_without()
    {
        var spec = new JobSpec { Schedule = "orders", ConfigFile = "/jobs/orders.yaml" };
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        ImmutableArray<ITenantEvent> before = [new LimitsChanged(new TenantLimits { Concurrency = 2 }), new SpecRecorded(spec)];
        var ids = Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7(at)).ToArray();
        foreach (var (id, index) in ids.Select((id, index) => (id, index)))
        {
            before = before.Add(new RunQueued
            {
                RunId = id,
                SpecId = spec.Id,
                Schedule = spec.Schedule,
                Trigger = RunTrigger.Schedule,
                ScheduledFor = at.AddMinutes(index),
                At = at,
                Priority = index % 3,
                RequestId = $"request-{index}",
            });
        }

        before = before
            .Add(new AttemptStarted { RunId = ids[5], Attempt = 1, FencingToken = 1, Node = "a", At = at })
            .Add(new AttemptStarted { RunId = ids[2], Attempt = 1, FencingToken = 2, Node = "a", At = at })
            .Add(new RunCancelRequested(ids[2], "ops", "too slow", at));
        ImmutableArray<ITenantEvent> after =
        [
            new AttemptEnded { RunId = ids[5], Attempt = 1, Outcome = new AttemptOutcome { Kind = AttemptOutcomeKind.Exited, ExitCode = 1 }, At = at, RetryAt = at.AddSeconds(5), Reason = "exit_code" },
            new AttemptStarted { RunId = ids[4], Attempt = 1, FencingToken = 3, Node = "b", At = at },
            new RunEnded { RunId = ids[0], Status = RunStatus.Cancelled, Reason = "cancelled", At = at },
            new AttemptEnded { RunId = ids[2], Attempt = 1, Outcome = new AttemptOutcome { Kind = AttemptOutcomeKind.Cancelled }, At = at, FinalStatus = RunStatus.Cancelled },
        ];

        var direct = before.Aggregate(TenantState.Empty("acme"), (state, e) => state.Apply(e));
        var restored = (TenantState)Serializers.RoundTrip(direct);
        Assert.Equal(Meaning.Of(direct), Meaning.Of(restored));
        Assert.Equal(
            Meaning.Of(after.Aggregate(direct, (state, e) => state.Apply(e))),
            Meaning.Of(after.Aggregate(restored, (state, e) => state.Apply((ITenantEvent)Serializers.RoundTrip(e)))));
        Assert.Equal(ids[3], restored.RunOfRequest("request-3"));
    }

    private static Actors.Workers.LaunchAttempt AttemptOrderHolder(ImmutableArray<string> command) =>
        (Actors.Workers.LaunchAttempt)Serializers.RoundTrip(new Actors.Workers.LaunchAttempt(new Actors.Workers.AttemptOrder
        {
            TenantId = "t",
            RunId = Guid.NewGuid(),
            Attempt = 1,
            FencingToken = 1,
            JobName = "j",
            ConfigFile = "/f",
            ScheduledFor = DateTimeOffset.UnixEpoch,
            Command = command,
        }));
}
