using System.Text;
using Dativo.Ingest.Assets;
using Dativo.Ingest.Extract;
using Dativo.Ingest.Jobs;
using Dativo.Ingest.Validate;
using Dativo.Ingest.Write;

namespace Dativo.Ingest;

/// <summary>Reads every record of a job, validates it and gives it to the sink.</summary>
internal sealed class Ingestion
{
    private readonly Job _job;
    private readonly AssetColumn[] _columns;
    private readonly Partitioning _partitioning;
    private readonly ValidationReport _report;
    private readonly StringBuilder _path = new();
    private readonly char[] _pathChars = new char[4096];
    private readonly RowBatch _scratch;
    private readonly Partition? _only;
    private ParquetSink? _sink;

    public Ingestion(Job job, Partitioning partitioning, ValidationReport report, ParquetSink sink)
    {
        _job = job;
        _columns = [.. job.Asset.Columns];
        _partitioning = partitioning;
        _report = report;
        _sink = sink;
        _scratch = new RowBatch(_columns);
        if (partitioning.IsConstant)
        {
            for (var level = 0; level < partitioning.Depth; level++)
                partitioning.TryAppend(_path, level, default, isNull: true);
            _only = sink.PartitionOf(_path.ToString());
        }
    }

    /// <summary>Records read so far, valid or not.</summary>
    public long Records => _report.Total;

    /// <summary>True once an invalid record was met in strict mode: nothing will be written.</summary>
    public bool NothingToWrite => _sink is null;

    /// <summary>Reads one file to its end.</summary>
    public async Task ReadAsync(CsvRecordReader file, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (ReadSome(file, name, out var partition))
            {
                case Progress.End:
                    return;
                case Progress.Full:
                    await _sink!.RelieveAsync(partition!);
                    break;
            }
        }
    }

    private enum Progress
    {
        /// <summary>The file has no further record.</summary>
        End,

        /// <summary>A batch must be handed over.</summary>
        Full,

        /// <summary>Time to look whether the job was cancelled.</summary>
        Pause,
    }

    // Not asynchronous, since it handles each field as a span of the reader's buffer.
    private Progress ReadSome(CsvRecordReader file, string name, out Partition? partition)
    {
        const int recordsBetweenPauses = 8192;
        partition = null;
        for (var i = 0; i < recordsBetweenPauses; i++)
        {
            if (!file.Read())
                return Progress.End;

            if (file.FoundFields != file.ExpectedFields)
            {
                _report.FieldCountProblem(name, file.Row, file.ExpectedFields, file.FoundFields);
                Invalid();
                continue;
            }

            partition = _sink is null ? null : _only ?? PartitionOf(file);
            var batch = partition is null ? _scratch : _sink!.BatchOf(partition);
            if (!TryAppend(file, name, batch, out var chars))
            {
                batch.AbandonRow();
                Invalid();
                continue;
            }

            _report.Valid++;
            if (partition is null)
                batch.AbandonRow();
            else if (_sink!.CompleteRow(partition, chars))
                return Progress.Full;
        }

        return Progress.Pause;
    }

    // Appends every field, and tells every problem of the record, not only its first.
    private bool TryAppend(CsvRecordReader file, string name, RowBatch batch, out int chars)
    {
        var valid = true;
        chars = 0;
        for (var i = 0; i < _columns.Length; i++)
        {
            var field = file.Field(i, out var isNull);
            if (isNull)
            {
                if (_columns[i].Required)
                {
                    _report.Problem(name, file.Row, ProblemKind.MissingRequired, _columns[i]);
                    valid = false;
                }
                else
                {
                    batch[i].AppendNull();
                }
            }
            else if (batch[i].TryAppend(field))
            {
                chars += field.Length;
            }
            else
            {
                _report.Problem(name, file.Row, ProblemKind.TypeMismatch, _columns[i]);
                valid = false;
            }
        }

        return valid;
    }

    // Null when a partition column's field is no value of its type: the record is invalid then, and has no partition.
    private Partition? PartitionOf(CsvRecordReader file)
    {
        _path.Clear();
        for (var level = 0; level < _partitioning.Depth; level++)
        {
            var column = _partitioning.ColumnAt(level);
            var isNull = true;
            var field = column < 0 ? default : file.Field(column, out isNull);
            if (isNull && column >= 0 && _columns[column].Required)
                return null;
            if (!_partitioning.TryAppend(_path, level, field, isNull))
                return null;
        }

        if (_path.Length > _pathChars.Length)
            return _sink!.PartitionOf(_path.ToString());
        _path.CopyTo(0, _pathChars, _path.Length);
        return _sink!.PartitionOf(_pathChars.AsSpan(0, _path.Length));
    }

    private void Invalid()
    {
        _report.InvalidRecord();
        // What comes after it is still validated, so that the report is whole, but no longer kept.
        if (_job.ValidationMode == ValidationMode.Strict)
            _sink = null;
    }
}
