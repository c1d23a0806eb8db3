using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Dativo.Benchmarks.Ingestion;

/// <summary>
/// The CSV file that is ingested: orders, as a shop exports them. The same rows whenever it is written, so that what came of them can be
/// checked.
/// </summary>
internal static class OrdersFile
{
    /// <summary>The columns, as an asset file of the product has them. Some may be null, and two of those are at times.</summary>
    public const string Asset = """
        name: orders
        schema:
          - { name: id, type: integer, required: true }
          - { name: customer_id, type: integer, required: true }
          - { name: quantity, type: integer }
          - { name: price, type: double }
          - { name: weight, type: double }
          - { name: ordered_on, type: date, required: true }
          - { name: changed_at, type: timestamp, required: true }
          - { name: paid, type: boolean }
          - { name: country, type: string }
          - { name: note, type: string }
        """;

    private const string Header = "id,customer_id,quantity,price,weight,ordered_on,changed_at,paid,country,note\n";

    private const int BufferBytes = 256 * 1024;

    private const int LongestRow = 512;

    private static readonly DateTime Begin = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Countries = ["DE", "AT", "CH", "FR", "IT", "ES", "PT", "NL", "BE", "LU", "DK", "SE", "NO", "FI", "PL", "CZ", "GB", "IE", "US", "CA", "BR", "JP", "KR", "IN"];

    private static readonly string[] Notes =
    [
        "leave at the door", "call \"Bob\", then ring", "gift", "fragile, this side up", "second floor", "no substitutes", "Grüße aus Köln", "pay on delivery",
    ];

    /// <summary>Writes the file and makes it durable, so that its way to the disk is no part of what comes then.</summary>
    /// <returns>What the rows are.</returns>
    public static OrdersContent Write(string path, int rows, Action<string, long, long> report)
    {
        const int rowsBetweenReports = 500_000;
        var content = new OrdersContent();
        var buffer = new byte[BufferBytes];
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var length = Encoding.UTF8.GetBytes(Header, buffer);
        for (var i = 0; i < rows; i++)
        {
            if (length + LongestRow > buffer.Length)
            {
                file.Write(buffer, 0, length);
                length = 0;
            }

            length += WriteRow(buffer.AsSpan(length), i, content);
            if (i % rowsBetweenReports == 0)
                report("written to read", i, rows);
        }

        file.Write(buffer, 0, length);
        file.Flush(flushToDisk: true);
        return content;
    }

    private static int WriteRow(Span<byte> row, int index, OrdersContent content)
    {
        var random = Mix((ulong)index);
        var more = Mix(random);
        var at = 0;
        content.Rows++;

        Number(row, ref at, content.Id.Add(index + 1L));
        Number(row, ref at, content.CustomerId.Add((long)(random % 1_000_000) + 1));
        if ((random >> 20) % 20 == 0)
        {
            content.Quantity.AddNull();
            row[at++] = (byte)',';
        }
        else
        {
            Number(row, ref at, content.Quantity.Add((long)((random >> 26) % 12) + 1));
        }

        Decimal(row, ref at, content.Price.Add((random >> 30) % 100_000 / 100.0), 2);
        Decimal(row, ref at, content.Weight.Add((more % 40_000_000) / 1_000_000.0), 6);

        var day = DateOnly.FromDateTime(Begin).AddDays((int)((more >> 26) % 700));
        Utf8.TryWrite(row[at..], CultureInfo.InvariantCulture, $"{content.OrderedOn.Add(day):yyyy-MM-dd},", out var written);
        at += written;
        var instant = Begin.AddMilliseconds((more >> 10) % (700UL * 86_400_000));
        Utf8.TryWrite(row[at..], CultureInfo.InvariantCulture, $"{content.ChangedAt.Add(instant):yyyy-MM-dd'T'HH:mm:ss.fff'Z'},", out written);
        at += written;
        Text(row, ref at, content.Paid.Add(random >> 63 == 1) ? "true," : "false,");
        Text(row, ref at, content.Country.Add(Countries[(more >> 40) % (ulong)Countries.Length]));
        row[at++] = (byte)',';
        WriteNote(row, ref at, (int)(more >> 50), content.Note);
        row[at++] = (byte)'\n';
        return at;
    }

    // Of twenty notes four are null, six stand alone and ten have the order's last digits; those with commas or quotes are quoted.
    private static void WriteNote(Span<byte> row, ref int at, int choice, ColumnContent content)
    {
        var kind = choice % 20;
        if (kind < 4)
        {
            content.AddNull();
            return;
        }

        var note = Notes[choice / 20 % Notes.Length];
        if (kind >= 10)
            note = string.Create(CultureInfo.InvariantCulture, $"{note} {choice}");
        content.Add(note);
        Text(row, ref at, note.AsSpan().IndexOfAny(',', '"') < 0 ? note : $"\"{note.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
    }

    private static void Number(Span<byte> row, ref int at, long value)
    {
        Utf8Formatter.TryFormat(value, row[at..], out var written);
        at += written;
        row[at++] = (byte)',';
    }

    private static void Decimal(Span<byte> row, ref int at, double value, byte decimals)
    {
        Utf8Formatter.TryFormat((decimal)value, row[at..], out var written, new StandardFormat('F', decimals));
        at += written;
        row[at++] = (byte)',';
    }

    private static void Text(Span<byte> row, ref int at, ReadOnlySpan<char> text) => at += Encoding.UTF8.GetBytes(text, row[at..]);

    // SplitMix64: the same numbers everywhere, each of its own.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
