namespace Dativo.Benchmarks.Ceilings;

/// <summary>A table of rows like those of the product's journal, with one connection that writes.</summary>
internal interface IRowStore : IAsyncDisposable
{
    /// <summary>Makes the table.</summary>
    Task CreateAsync();

    /// <summary>Writes rows, all in one transaction, and returns when they are on disk.</summary>
    Task WriteAsync(ReadOnlyMemory<JournalRow> rows);

    /// <summary>How many rows there are.</summary>
    Task<long> CountAsync();
}
