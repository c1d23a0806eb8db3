namespace Dativo.Ingest.Jobs;

/// <summary>What an invalid record means.</summary>
internal enum ValidationMode
{
    /// <summary>The job fails and writes nothing.</summary>
    Strict,

    /// <summary>The record is dropped, the others are written.</summary>
    Warn,
}
