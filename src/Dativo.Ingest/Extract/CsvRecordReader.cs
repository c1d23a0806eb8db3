using System.Text;
using Dativo.Ingest.Assets;
using Dativo.Ingest.Jobs;
using Sylvan.Data.Csv;

namespace Dativo.Ingest.Extract;

/// <summary>The records of one CSV file, with the fields in the order of the asset's columns.</summary>
internal sealed class CsvRecordReader : IDisposable
{
    // A record longer than this is a quote that was never closed, not data.
    private const int MaxRecordChars = 16 * 1024 * 1024;

    private const int BufferChars = 128 * 1024;

    // The library always has a quote, an ASCII character, and a comment character. Where none is meant they are ones that
    // text does not contain: NUL and a Unicode noncharacter.
    private const char NoQuote = '\0';
    private const char NoComment = '\uFFFF';

    private readonly string _name;
    private readonly CsvDataReader _csv;
    private readonly int[] _ordinals;
    private readonly string[] _nullValues;
    private readonly bool _emptyIsNull;

    private CsvRecordReader(string name, CsvDataReader csv, int[] ordinals, IReadOnlyList<string> missing, CsvFormat format)
    {
        _name = name;
        _csv = csv;
        _ordinals = ordinals;
        MissingColumns = missing;
        _emptyIsNull = format.NullValues!.Contains("");
        _nullValues = [.. format.NullValues!.Where(v => v.Length > 0)];
    }

    /// <summary>Columns of the asset that the file does not have; they are null in every record.</summary>
    public IReadOnlyList<string> MissingColumns { get; }

    /// <summary>The number of the current record, from 1, not counting the header.</summary>
    public long Row { get; private set; }

    public int ExpectedFields => _csv.FieldCount;

    public int FoundFields => _csv.RowFieldCount;

    /// <summary>Opens a file and finds the asset's columns in its header.</summary>
    /// <param name="file">The file, as the job names it.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="columns">The asset's columns.</param>
    public static CsvRecordReader Open(SourceFile file, string path, IReadOnlyList<AssetColumn> columns)
    {
        var name = file.Path.Written;
        var format = file.Format;
        var quotes = format.Quoting != CsvQuoting.None;
        var options = new CsvDataReaderOptions
        {
            Delimiter = format.Delimiter,
            Quote = quotes ? format.QuoteChar!.Value : NoQuote,
            Escape = quotes ? format.EscapeChar!.Value : NoQuote,
            Comment = NoComment,
            CsvStyle = format.Quoting == CsvQuoting.Lax ? CsvStyle.Lax : CsvStyle.Standard,
            HasHeaders = format.HasHeader!.Value,
            HeaderComparer = StringComparer.Ordinal,
            BufferSize = BufferChars,
            MaxBufferSize = MaxRecordChars,
        };

        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 256 * 1024, FileOptions.SequentialScan);
            var text = new StreamReader(stream, TextEncodings.Find(format.Encoding!)!, detectEncodingFromByteOrderMarks: true, BufferChars);
            var csv = CsvDataReader.Create(text, options);
            var (ordinals, missing) = format.HasHeader!.Value ? ByName(name, csv, columns) : ByPosition(name, csv, columns);
            var reader = new CsvRecordReader(name, csv, ordinals, missing, format);
            stream = null;
            return reader;
        }
        catch (CsvMissingHeadersException)
        {
            throw new IngestException(IngestErrorKind.CsvFormatError, $"{name}: the file is empty (expected a header line)");
        }
        catch (CsvFormatException e)
        {
            throw new IngestException(IngestErrorKind.CsvFormatError, $"{name}: header: {e.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw NotDecodable(name, format);
        }
        catch (FileNotFoundException)
        {
            throw new IngestException(IngestErrorKind.SourceNotFound, $"{name}: no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(name, e);
        }
        finally
        {
            stream?.Dispose();
        }
    }

    /// <summary>Goes to the next record; false at the end. Blank lines are no records.</summary>
    public bool Read()
    {
        try
        {
            while (_csv.Read())
            {
                if (_csv.RowFieldCount == 1 && _csv.GetFieldSpan(0).IsEmpty && _csv.GetRawRecordSpan().IndexOfAnyExcept('\r', '\n') < 0)
                    continue;
                Row++;
                return true;
            }

            return false;
        }
        catch (CsvRecordTooLargeException)
        {
            throw new IngestException(
                IngestErrorKind.CsvFormatError,
                $"{_name}: row {Row + 1}: the record has more than {MaxRecordChars} characters; a quote may not be closed");
        }
        catch (CsvFormatException e)
        {
            throw new IngestException(IngestErrorKind.CsvFormatError, $"{_name}: row {Row + 1}: {e.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw new IngestException(IngestErrorKind.EncodingError, $"{_name}: after row {Row}: the text is not in the expected encoding (set encoding at the file or at source)");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(_name, e);
        }
    }

    /// <summary>The field of the asset's column, and whether it stands for null. Valid until the next call.</summary>
    public ReadOnlySpan<char> Field(int column, out bool isNull)
    {
        var ordinal = _ordinals[column];
        if (ordinal < 0)
        {
            isNull = true;
            return default;
        }

        var field = _csv.GetFieldSpan(ordinal);
        isNull = field.IsEmpty ? _emptyIsNull : _nullValues.Length > 0 && IsNullValue(field);
        return field;
    }

    public void Dispose() => _csv.Dispose();

    private static (int[] Ordinals, List<string> Missing) ByName(string name, CsvDataReader csv, IReadOnlyList<AssetColumn> columns)
    {
        var header = Enumerable.Range(0, csv.FieldCount).Select(csv.GetName).ToList();
        var ordinals = new int[columns.Count];
        var missing = new List<string>();
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            ordinals[i] = header.IndexOf(column.Name);
            if (ordinals[i] < 0)
                missing.Add(column.Name);
            else if (header.LastIndexOf(column.Name) != ordinals[i])
                throw new IngestException(IngestErrorKind.SchemaMismatch, $"{name}: the header has the column '{column.Name}' twice");
        }

        if (columns.FirstOrDefault(c => c.Required && missing.Contains(c.Name)) is { } required)
            throw new IngestException(IngestErrorKind.SchemaMismatch, $"{name}: the header lacks the column '{required.Name}', which the asset requires");
        return (ordinals, missing);
    }

    private static (int[] Ordinals, List<string> Missing) ByPosition(string name, CsvDataReader csv, IReadOnlyList<AssetColumn> columns)
    {
        if (csv.FieldCount > 0 && csv.FieldCount != columns.Count)
        {
            throw new IngestException(
                IngestErrorKind.SchemaMismatch,
                $"{name}: the first record has {csv.FieldCount} fields (expected {columns.Count}, one per column of the asset, since has_header is false)");
        }

        return ([.. Enumerable.Range(0, columns.Count)], []);
    }

    private static IngestException NotDecodable(string name, CsvFormat format) =>
        new(IngestErrorKind.EncodingError, $"{name}: the text is not {format.Encoding} (set encoding at the file or at source)");

    private static IngestException Unreadable(string name, Exception exception) =>
        new(IngestErrorKind.SourceUnreadable, $"{name}: {FileErrors.Describe(exception)}");

    private bool IsNullValue(ReadOnlySpan<char> field)
    {
        foreach (var value in _nullValues)
        {
            if (field.SequenceEqual(value))
                return true;
        }

        return false;
    }
}
