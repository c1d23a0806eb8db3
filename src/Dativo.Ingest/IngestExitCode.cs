namespace Dativo.Ingest;

/// <summary>What a job's exit code means.</summary>
public static class IngestExitCode
{
    /// <summary>Every record was valid, and is in the target.</summary>
    public const int Success = 0;

    /// <summary>Some records were dropped (mode <c>warn</c>); the others are in the target.</summary>
    public const int Partial = 1;

    /// <summary>Nothing was written by this attempt.</summary>
    public const int Failure = 2;
}
