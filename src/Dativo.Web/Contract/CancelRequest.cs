using System.Text.Json.Serialization;

namespace Dativo.Web.Contract;

/// <summary>The body of <c>POST /api/v1/runs/{id}/cancel</c>; may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CancelRequest
{
    /// <summary>Why, at most 1,000 characters; null when nothing is said.</summary>
    public string? Reason { get; init; }
}
