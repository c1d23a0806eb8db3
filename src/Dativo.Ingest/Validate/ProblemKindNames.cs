namespace Dativo.Ingest.Validate;

/// <summary>The names of problems in events: dativo-ingest's, where it has one.</summary>
internal static class ProblemKindNames
{
    public static string Of(ProblemKind kind) => kind switch
    {
        ProblemKind.TypeMismatch => "type_mismatch",
        ProblemKind.MissingRequired => "missing_required",
        _ => "field_count",
    };
}
