namespace Dativo.Benchmarks.Ingestion;

/// <summary>What a column holds, in a few numbers: two columns with the same are taken to have the same values in the same order.</summary>
internal sealed class ColumnContent
{
    private const ulong Prime = 1099511628211;

    /// <summary>How many of its values are null.</summary>
    public long Nulls { get; private set; }

    /// <summary>Made of all its values, and of their order.</summary>
    public ulong Checksum { get; private set; } = 14695981039346656037;

    /// <summary>Takes a null in.</summary>
    public void AddNull()
    {
        Nulls++;
        Take(0);
    }

    /// <summary>Takes a value in, and returns it.</summary>
    public long Add(long value)
    {
        Take((ulong)value + 1);
        return value;
    }

    /// <inheritdoc cref="Add(long)"/>
    public double Add(double value)
    {
        Take(BitConverter.DoubleToUInt64Bits(value) + 1);
        return value;
    }

    /// <inheritdoc cref="Add(long)"/>
    public bool Add(bool value)
    {
        Take(value ? 2UL : 1);
        return value;
    }

    /// <inheritdoc cref="Add(long)"/>
    public DateOnly Add(DateOnly value)
    {
        Take((ulong)value.DayNumber + 1);
        return value;
    }

    /// <inheritdoc cref="Add(long)"/>
    public DateTime Add(DateTime value)
    {
        Take((ulong)value.Ticks + 1);
        return value;
    }

    /// <inheritdoc cref="Add(long)"/>
    public string Add(string value)
    {
        Take((ulong)value.Length + 1);
        foreach (var character in value)
            Take(character);
        return value;
    }

    private void Take(ulong value) => Checksum = (Checksum ^ value) * Prime;
}
