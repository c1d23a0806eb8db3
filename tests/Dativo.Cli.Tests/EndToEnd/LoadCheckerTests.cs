using System.Collections.Immutable;
using Dativo.EndToEnd;
using Dativo.EndToEnd.Load;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>The checker itself: it is silent about a history that is right, and finds each promise broken.</summary>
public sealed class LoadCheckerTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 31, 6, 0, 0, TimeSpan.Zero);
    private static readonly LoadPlan Plan = new([new LoadSchedule("orders", "acme", 2, JobMode.Succeeds, 10)]);
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_right_history_has_no_violation() => Assert.Empty(Check(Rows(), Records()));

    [Fact]
    public void A_lost_occurrence_is_found() => Finds("no row between", [.. Rows().Where((_, index) => index != 1)], [Records()[0], Records()[2]]);

    [Fact]
    public void A_lost_end_is_found() => Finds("it was dispatched until", [.. Rows().Take(2)], [.. Records().Take(2)]);

    [Fact]
    public void A_doubled_occurrence_is_found() => Finds("has two rows", [.. Rows(), Rows()[0] with { Id = Guid.NewGuid(), Status = "skipped", Reason = "missed", Attempts = 0, AttemptList = [] }], Records());

    [Fact]
    public void An_overlap_that_a_job_saw_is_found() => Finds("overlap", Rows(), [.. Records(), "overlap x 1"]);

    [Fact]
    public void An_overlap_that_only_the_clock_shows_is_found() =>
        Finds("before", Rows(), [Timed(0, 100, 102.5), Timed(1, 102.49, 103), Timed(2, 103, 104)]);

    [Fact]
    public void Attempts_one_after_another_are_right_by_the_clock() =>
        Assert.Empty(Check(Rows(), [Timed(0, 100, 102.5), Timed(1, 102.5, 103), Timed(2, 103.01, 104)]));

    [Fact]
    public void A_run_that_never_ended_is_found() => Finds("is still running", [.. Rows().Take(2), Rows()[2] with { Status = "running" }], Records());

    [Fact]
    public void A_skip_without_a_reason_is_found() =>
        Finds("is skipped for", [.. Rows().Take(2), Rows()[2] with { Status = "skipped", Attempts = 0, AttemptList = [] }], [.. Records().Take(2)]);

    [Fact]
    public void A_token_that_does_not_grow_is_found()
    {
        var rows = Rows();
        rows[2] = rows[2] with { AttemptList = [rows[2].AttemptList[0] with { FencingToken = 2 }] };
        Finds("follows token", rows, [.. Records().Take(2), Record(2, 2)]);
    }

    [Fact]
    public void An_attempt_that_ran_twice_is_found() => Finds("ran twice", Rows(), [.. Records(), Record(2, 4)]);

    [Fact]
    public void A_job_that_history_does_not_know_is_found() => Finds("is not in the history", Rows(), [.. Records(), Record(7, 4)]);

    [Fact]
    public void An_exit_code_that_the_job_did_not_have_is_found() =>
        Finds("its own record does not say so", Rows(), [.. Records().Take(2), Records()[2].Replace(" 0\n", " 2\n", StringComparison.Ordinal)]);

    [Fact]
    public void A_run_that_was_not_tried_again_is_found()
    {
        var rows = Rows();
        rows[2] = rows[2] with { Status = "failure", AttemptList = [rows[2].AttemptList[0] with { ExitCode = 2 }] };
        Finds("want another attempt", rows, [.. Records().Take(2), Records()[2].Replace(" 0\n", " 2\n", StringComparison.Ordinal)]);
    }

    private static Guid IdOf(int number) => new(number + 1, 0, 0, new byte[8]);

    private static HistoryRow[] Rows() =>
    [
        .. Enumerable.Range(0, 3).Select(number => new HistoryRow(IdOf(number), "acme", "orders", "schedule", "success", null, Begin.AddSeconds(2 * number), 1)
        {
            AttemptList = [new HistoryAttempt(1, number + 1, "exited", 0, Begin, Begin)],
        }),
    ];

    private static string[] Records() => [.. Enumerable.Range(0, 3).Select(number => Record(number, number + 1))];

    private static string Record(int number, int token) => $"start {IdOf(number)} 1 {token} orders {Begin.AddSeconds(2 * number):O}\nend {IdOf(number)} 1 0\n";

    private static string Timed(int number, double begun, double ended) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"start {IdOf(number)} 1 {number + 1} orders {Begin.AddSeconds(2 * number):O} {begun} node-1.1\nend {IdOf(number)} 1 0 {ended}\n");

    private void Finds(string violation, HistoryRow[] rows, string[] records) =>
        Assert.Contains(Check(rows, records), found => found.Contains(violation, StringComparison.Ordinal));

    private ImmutableArray<string> Check(HistoryRow[] rows, string[] records)
    {
        _folder.Write("acme", string.Concat(records.Select(record => record.EndsWith('\n') ? record : record + "\n")));
        var dispatched = ImmutableDictionary<string, DateTimeOffset>.Empty.Add("orders", Begin.AddSeconds(4));
        return LoadChecker.Check(Plan, new LoadEvidence(Begin, dispatched, [.. rows], _folder.FullName)).Violations;
    }
}
