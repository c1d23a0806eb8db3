using Dativo.Actors.History;
using Dativo.Actors.Tenants;
using Dativo.Web.Contract;
using Dativo.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Dativo.Web.Api;

/// <summary>The query of <c>GET /api/v1/runs</c>.</summary>
/// <param name="Filter">Which runs.</param>
/// <param name="ShortIds">Whether each row also gets the shortest start of its id that is unique.</param>
internal sealed record RunListQuery(RunFilter Filter, bool ShortIds)
{
    public const int MaximumLimit = 10_000;

    public static RunListQuery Read(HttpRequest request, DateTimeOffset now)
    {
        var query = new QueryParameters(request, "tenant", "schedule", "status", "since", "limit", "short_ids");
        var filter = new RunFilter
        {
            TenantId = query.Text("tenant"),
            Schedule = query.Text("schedule"),
            Statuses = [.. query.Several("status").Select(Status).Distinct()],
            Since = Since(query.Text("since"), now),
        };
        return new RunListQuery(filter with { Limit = query.Integer("limit", 1, MaximumLimit) ?? filter.Limit }, query.Flag("short_ids"));
    }

    private static RunStatus Status(string text) => RunVocabulary.TryParseStatus(text, out var status)
        ? status
        : throw new ProblemException(Problems.BadParameter(
            "status",
            $"status: '{text}' is wrong (expected {string.Join(", ", RunStatusNames.All)}{ClosestName.Hint(text, RunStatusNames.All)})",
            RunStatusNames.All));

    private static DateTimeOffset? Since(string? text, DateTimeOffset now)
    {
        if (text is null)
            return null;
        if (TimeExpression.TryParsePast(text, now, out var instant))
            return instant;
        throw new ProblemException(Problems.BadParameter("since", $"since: '{text}' is wrong (expected {TimeExpression.Expected})"));
    }
}
