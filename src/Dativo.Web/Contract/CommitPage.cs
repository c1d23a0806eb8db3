namespace Dativo.Web.Contract;

/// <summary>The answer to a job that is about to make its output visible.</summary>
/// <param name="MayCommit">Whether it may.</param>
/// <param name="Reason">Why not; null when it may.</param>
public sealed record CommitPage(bool MayCommit, string? Reason);
