namespace Dativo.Actors.Configuration;

/// <summary>What came of reading a file that is either a <c>runner.yaml</c> or a job file: exactly one of the two is not null.</summary>
/// <param name="Runner">The result for a <c>runner.yaml</c>, or for a file that is neither.</param>
/// <param name="Job">The result for a job file: one with <c>tenant_id</c> and without <c>runner</c>.</param>
public sealed record ConfigurationFile(LoadResult? Runner, JobLoadResult? Job);
