using Dativo.Ingest.Events;
using Dativo.Ingest.Extract;
using Dativo.Ingest.Jobs;
using Dativo.Ingest.Publish;
using Dativo.Ingest.Validate;
using Dativo.Ingest.Write;

namespace Dativo.Ingest;

/// <summary>One attempt of a job: read, validate and stage everything, then publish it.</summary>
internal sealed class JobAttempt(Job job, RunEnvironment run, JobEvents events, ValidationReport report, TimeProvider time)
{
    // How long a new attempt waits for an earlier one that is just being killed.
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(15);

    private readonly AssetDirectory _directory = new(Path.Combine(job.TargetDirectory, job.AssetName));

    /// <summary>Files read to their end.</summary>
    public int FilesRead { get; private set; }

    /// <summary>Does the attempt, and returns what it published; null when invalid records forbid it.</summary>
    public async Task<IReadOnlyList<StagedFile>?> RunAsync(CancellationToken cancellationToken)
    {
        var paths = job.Files.Select(file => (file, FullPath(file))).ToList();
        using var taken = await TakeLockAsync(cancellationToken);
        var nothingDecided = false;
        try
        {
            TargetErrors.Guard(() => Publisher.Recover(_directory, run.RunId));
            nothingDecided = true;
            foreach (var runId in Publisher.CleanUp(_directory, run.RunId))
                events.Warning("cleanup_warning", $"what the run {runId} left in the target's staging directory could not be cleaned up");

            var staged = await StageAsync(paths, cancellationToken);
            if (staged is null)
                return null;

            await CommitPermission.AskAsync(run.FenceUrl, time, cancellationToken);

            // From here on the attempt is carried through: a signal that comes now comes too late.
            var journal = TargetErrors.Guard(() => Publisher.Decide(_directory, run.RunId, run.FencingToken, staged));
            if (journal is not null)
            {
                nothingDecided = false;
                TargetErrors.Guard(() => Publisher.Complete(_directory, journal));
                nothingDecided = true;
            }

            return staged;
        }
        finally
        {
            // A decided attempt whose completion failed is completed by the next process, from what is staged.
            if (nothingDecided)
                RemoveStaging();
        }
    }

    private async Task<IReadOnlyList<StagedFile>?> StageAsync(List<(SourceFile File, string Path)> paths, CancellationToken cancellationToken)
    {
        var columns = job.Asset.Columns;
        var output = new ParquetOutput(
            columns,
            _directory.Staging(run.RunId),
            stagedPrefix: Guid.NewGuid().ToString("N"),
            run.RunId,
            job.TargetFileBytes,
            new Dictionary<string, string> { ["dativo.run_id"] = run.RunId, ["dativo.asset"] = job.AssetName });
        await using var sink = new ParquetSink(columns, output, cancellationToken);
        var ingestion = new Ingestion(job, new Partitioning(job.Partitioning, columns, run.IngestDate), report, sink);
        foreach (var (file, path) in paths)
        {
            using var records = CsvRecordReader.Open(file, path, columns);
            if (records.MissingColumns.Count > 0)
                events.Warning("schema_warning", $"{file.Path.Written}: the header lacks {string.Join(", ", records.MissingColumns)}; null is written");
            await ingestion.ReadAsync(records, file.Path.Written, cancellationToken);
            FilesRead++;
        }

        return ingestion.NothingToWrite ? null : await sink.CompleteAsync();
    }

    private string FullPath(SourceFile file) => job.Paths.FindFile(file.Path.Value)
        ?? throw new IngestException(
            IngestErrorKind.SourceNotFound,
            $"{file.Path.Position}: {file.Path.Written}: no such file{job.Paths.Hint(file.Path.Written)}");

    private async Task<RunLock> TakeLockAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RunLock.TakeAsync(_directory.Staging(run.RunId), LockPatience, time, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TargetErrors.From(e);
        }
    }

    private void RemoveStaging()
    {
        try
        {
            Publisher.RemoveStaging(_directory, run.RunId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            events.Warning("cleanup_warning", $"the run's staging directory could not be removed: {FileErrors.Describe(e)}");
        }
    }
}
