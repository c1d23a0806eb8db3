namespace Dativo.Web.Contract;

/// <summary>The answer to <c>GET /api/v1/runs</c>.</summary>
/// <param name="Runs">The runs, newest first.</param>
public sealed record RunList(IReadOnlyList<RunRow> Runs);
