namespace Dativo.Ingest;

/// <summary>
/// The job cannot be done, for a reason its user can act on. Told as <c>Kind: message</c>, the form retry patterns match;
/// never with a stack trace, and never with a value expanded from a variable.
/// </summary>
internal sealed class IngestException(IngestErrorKind kind, string message) : Exception(message)
{
    public IngestErrorKind Kind { get; } = kind;
}
