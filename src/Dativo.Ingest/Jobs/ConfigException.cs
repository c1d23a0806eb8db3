namespace Dativo.Ingest.Jobs;

/// <summary>The job's files have errors: all of them.</summary>
internal sealed class ConfigException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
