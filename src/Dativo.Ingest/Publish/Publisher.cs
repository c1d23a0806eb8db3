using Dativo.Ingest.Write;

namespace Dativo.Ingest.Publish;

/// <summary>
/// Puts the files of one attempt of a run in the place of the files of the run's earlier attempts. A file system has no
/// transaction over several files, so a journal makes one: until it is on disk nothing has changed, and from then on every
/// step can be repeated, by this process or by the next one that works on the asset.
/// </summary>
internal static class Publisher
{
    /// <summary>
    /// Decides that the run's output are the staged files, which are durable already: writes the journal. The caller has
    /// the run's lock, and must <see cref="Complete"/> the journal.
    /// </summary>
    /// <param name="directory">The asset's directory.</param>
    /// <param name="runId">The run.</param>
    /// <param name="fencingToken">The attempt's token; a smaller one than that of what is published is refused.</param>
    /// <param name="staged">The attempt's files.</param>
    /// <returns>Null when there is nothing to do: no file now, and none of an earlier attempt.</returns>
    public static PublishJournal? Decide(AssetDirectory directory, string runId, long fencingToken, IReadOnlyList<StagedFile> staged)
    {
        var earlier = PublishJournal.Read(directory.Journal(runId));
        if (earlier is not null && fencingToken < earlier.FencingToken)
            throw new IngestException(IngestErrorKind.StaleAttempt, "a newer attempt of this run has published its output already");
        if (earlier is null && staged.Count == 0)
            return null;

        var files = staged.Select(s => new JournalFile(s.Path, s.StagedName, s.Bytes, s.Rows)).ToList();
        var kept = files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var journal = new PublishJournal
        {
            RunId = runId,
            FencingToken = fencingToken,
            Files = files,
            Remove = [.. (earlier?.Files ?? []).Select(f => f.Path).Where(p => !kept.Contains(p))],
        };
        DurableDirectory.Flush(directory.Staging(runId));
        Directory.CreateDirectory(directory.RunsRoot);
        journal.Write(directory.Journal(runId));
        return journal;
    }

    /// <summary>
    /// Completes what dead processes of other runs left: a journal that was not carried out to its end is, and staging
    /// directories that nobody works on are removed.
    /// </summary>
    /// <returns>The runs for which that failed.</returns>
    public static IReadOnlyList<string> CleanUp(AssetDirectory directory, string ownRunId)
    {
        var failed = new List<string>();
        foreach (var staging in Directory.EnumerateDirectories(directory.StagingRoot).ToList())
        {
            var runId = Path.GetFileName(staging);
            if (runId == ownRunId)
                continue;
            try
            {
                using var taken = RunLock.TryTake(staging);
                if (taken is null)
                    continue;
                Recover(directory, runId);
                RemoveStaging(directory, runId);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or IngestException)
            {
                failed.Add(runId);
            }
        }

        return failed;
    }

    /// <summary>Completes what an earlier attempt of a run decided, and empties its staging directory. The caller has the run's lock.</summary>
    public static void Recover(AssetDirectory directory, string runId)
    {
        if (PublishJournal.Read(directory.Journal(runId)) is { } journal)
            Complete(directory, journal);
        EmptyStaging(directory.Staging(runId));
    }

    /// <summary>Removes the run's staging directory; the lock, which lies in it, last.</summary>
    public static void RemoveStaging(AssetDirectory directory, string runId)
    {
        var staging = directory.Staging(runId);
        EmptyStaging(staging);
        try
        {
            Directory.Delete(staging, recursive: true);
        }
        catch (IOException)
        {
            // Another process has just come to wait for the lock: it removes the directory in its turn.
        }
    }

    /// <summary>Carries a journal out. Can be repeated any number of times.</summary>
    public static void Complete(AssetDirectory directory, PublishJournal journal)
    {
        var staging = directory.Staging(journal.RunId);
        var touched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in journal.Files)
        {
            var from = Path.Combine(staging, file.Staged);
            // Staged names are unique to an attempt: a file that is not there has been moved.
            if (!File.Exists(from))
                continue;
            var to = directory.Full(file.Path);
            var parent = Path.GetDirectoryName(to)!;
            if (touched.Add(parent))
                Directory.CreateDirectory(parent);
            File.Move(from, to, overwrite: true);
        }

        foreach (var removed in journal.Remove)
        {
            var path = directory.Full(removed);
            if (!File.Exists(path))
                continue;
            File.Delete(path);
            touched.Add(Path.GetDirectoryName(path)!);
        }

        foreach (var parent in touched)
            FlushUpTo(directory.Root, parent);
    }

    private static void EmptyStaging(string staging)
    {
        foreach (var file in Directory.EnumerateFiles(staging).ToList())
        {
            if (Path.GetFileName(file) != RunLock.FileName)
                File.Delete(file);
        }
    }

    // New directories are entries of their parents, so the whole way up is flushed.
    private static void FlushUpTo(string root, string path)
    {
        for (var current = path; current.Length >= root.Length; current = Path.GetDirectoryName(current)!)
            DurableDirectory.Flush(current);
    }
}
