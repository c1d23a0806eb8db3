using Dativo.Ingest.Assets;

namespace Dativo.Ingest.Validate;

/// <summary>
/// Counts valid and invalid records and tells the first reasons. Values are never told: they can be personal data.
/// </summary>
internal sealed class ValidationReport(TextWriter reasons, int reasonsToTell)
{
    private readonly long[] _counts = new long[Enum.GetValues<ProblemKind>().Length];
    private long _told;

    public long Valid { get; set; }

    public long Invalid { get; private set; }

    public long Total => Valid + Invalid;

    /// <summary>How often each kind of problem occurred; kinds that did not are left out. One record can have several.</summary>
    public IEnumerable<(ProblemKind Kind, long Count)> Problems =>
        Enum.GetValues<ProblemKind>().Select(k => (k, _counts[(int)k])).Where(p => p.Item2 > 0);

    public void InvalidRecord() => Invalid++;

    public void Problem(string file, long row, ProblemKind kind, AssetColumn column)
    {
        if (Count(kind))
        {
            reasons.WriteLine(kind == ProblemKind.MissingRequired
                ? $"{file}: row {row}: {column.Name}: required, but the field is empty"
                : $"{file}: row {row}: {column.Name}: expected {Expected(column.Type)}");
        }
    }

    public void FieldCountProblem(string file, long row, int expected, int found)
    {
        if (Count(ProblemKind.FieldCount))
            reasons.WriteLine($"{file}: row {row}: expected {expected} fields, found {found}");
    }

    /// <summary>Says how many reasons were left out.</summary>
    public void Finish()
    {
        var all = _counts.Sum();
        if (all > _told)
            reasons.WriteLine($"... and {all - _told} more problems");
    }

    private bool Count(ProblemKind kind)
    {
        _counts[(int)kind]++;
        if (_told >= reasonsToTell)
            return false;
        _told++;
        return true;
    }

    private static string Expected(ColumnType type) => type switch
    {
        ColumnType.Integer => "an integer",
        ColumnType.Double => "a number",
        ColumnType.Boolean => "a boolean (true, false, yes, no, on, off, 1, 0)",
        ColumnType.Date => "a date (YYYY-MM-DD)",
        ColumnType.Timestamp => "a timestamp (YYYY-MM-DDThh:mm:ss, with Z or an offset if not UTC)",
        _ => "a string",
    };
}
