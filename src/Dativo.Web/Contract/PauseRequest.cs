using System.Text.Json.Serialization;

namespace Dativo.Web.Contract;

/// <summary>The body of <c>POST /api/v1/schedules/{name}/pause</c>; may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PauseRequest
{
    /// <summary>Why, at most 1,000 characters; null when nothing is said.</summary>
    public string? Reason { get; init; }

    /// <summary>When it resumes by itself: an instant, or a duration from now such as <c>2h</c>; null: when somebody resumes it.</summary>
    public string? Until { get; init; }
}
