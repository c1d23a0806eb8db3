using System.Text.Json.Serialization;

namespace Dativo.Web.Contract;

/// <summary>An error as RFC 9457 describes it (<c>application/problem+json</c>).</summary>
public sealed record Problem
{
    /// <summary>Always <c>about:blank</c>: the status says what kind of error it is.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status code.</summary>
    public required int Status { get; init; }

    /// <summary>What was wrong and what to do, in one line.</summary>
    public required string Detail { get; init; }

    /// <summary>The parameter or field that was wrong; left out when it was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }

    /// <summary>The values that the parameter may have; left out when they are not a short list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Allowed { get; init; }
}
