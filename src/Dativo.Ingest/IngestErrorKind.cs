namespace Dativo.Ingest;

/// <summary>The kinds of failure; their names are what <c>retryable_error_patterns</c> can match.</summary>
public enum IngestErrorKind
{
    /// <summary>The job file, an asset file or the environment says something that cannot be.</summary>
    ConfigurationError,

    /// <summary>A source file does not exist (yet).</summary>
    SourceNotFound,

    /// <summary>A source file exists and cannot be read.</summary>
    SourceUnreadable,

    /// <summary>A source file is not text in the encoding it is said to have.</summary>
    EncodingError,

    /// <summary>A source file is not a CSV file: broken quotes, a record without end, no header.</summary>
    CsvFormatError,

    /// <summary>A source file lacks a column the asset requires, or has it twice.</summary>
    SchemaMismatch,

    /// <summary>Records do not satisfy the asset's schema, and the mode is strict.</summary>
    ValidationError,

    /// <summary>The target directory cannot be written.</summary>
    TargetError,

    /// <summary>The records belong to more partitions than one run may write.</summary>
    TooManyPartitions,

    /// <summary>Another process works on the same run.</summary>
    RunBusy,

    /// <summary>A newer attempt of the same run has published its output already.</summary>
    StaleAttempt,

    /// <summary>The node refused that the attempt makes its output visible, or did not answer.</summary>
    CommitRefused,

    /// <summary>The job was told to stop.</summary>
    Cancelled,

    /// <summary>A defect of the engine.</summary>
    InternalError,
}
