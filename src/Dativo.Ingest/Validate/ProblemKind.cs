namespace Dativo.Ingest.Validate;

/// <summary>What is wrong with a record.</summary>
internal enum ProblemKind
{
    /// <summary>A field is not a literal of its column's type.</summary>
    TypeMismatch,

    /// <summary>A required column is null.</summary>
    MissingRequired,

    /// <summary>The record has more or fewer fields than the file's header.</summary>
    FieldCount,
}
