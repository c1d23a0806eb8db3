using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Ingestion;

/// <summary>What the orders are: how many, and what each column holds.</summary>
internal sealed class OrdersContent
{
    public long Rows { get; set; }

    public ColumnContent Id { get; } = new();

    public ColumnContent CustomerId { get; } = new();

    public ColumnContent Quantity { get; } = new();

    public ColumnContent Price { get; } = new();

    public ColumnContent Weight { get; } = new();

    public ColumnContent OrderedOn { get; } = new();

    public ColumnContent ChangedAt { get; } = new();

    public ColumnContent Paid { get; } = new();

    public ColumnContent Country { get; } = new();

    public ColumnContent Note { get; } = new();

    /// <summary>All columns by their names, in their order.</summary>
    public IReadOnlyList<(string Name, ColumnContent Content)> Columns =>
    [
        ("id", Id),
        ("customer_id", CustomerId),
        ("quantity", Quantity),
        ("price", Price),
        ("weight", Weight),
        ("ordered_on", OrderedOn),
        ("changed_at", ChangedAt),
        ("paid", Paid),
        ("country", Country),
        ("note", Note),
    ];

    /// <summary>Checks that what was written is what was read.</summary>
    /// <exception cref="BenchmarkException">It is not.</exception>
    public void Check(OrdersContent written)
    {
        if (written.Rows != Rows)
            throw new BenchmarkException($"{written.Rows} rows were written of {Rows}");
        foreach (var ((name, expected), (_, found)) in Columns.Zip(written.Columns))
        {
            if (found.Nulls != expected.Nulls)
                throw new BenchmarkException($"{name}: {found.Nulls} nulls were written of {expected.Nulls}");
            if (found.Checksum != expected.Checksum)
                throw new BenchmarkException($"{name}: the values written are not those that were read");
        }
    }
}
