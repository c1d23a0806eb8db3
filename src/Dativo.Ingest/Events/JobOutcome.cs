namespace Dativo.Ingest.Events;

/// <summary>How a job ended, in numbers.</summary>
internal sealed record JobOutcome
{
    public required int ExitCode { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required long Extracted { get; init; }

    public required long Valid { get; init; }

    public required long Invalid { get; init; }

    public int FilesWritten { get; init; }

    public long Bytes { get; init; }

    public string Status => ExitCode switch
    {
        IngestExitCode.Success => "success",
        IngestExitCode.Partial => "partial",
        _ => "failure",
    };
}
