using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration;

/// <summary>
/// Reads a <c>runner.yaml</c> again and again, and of the job files only those that changed since the last time (by path, length
/// and time of the last write). One load at a time; the environment is taken not to change between loads.
/// </summary>
/// <param name="options">What the reading depends upon besides the files.</param>
public sealed class RunnerConfigurationLoader(ConfigurationOptions options)
{
    private Dictionary<JobFileKey, CachedJobFile> _jobFiles = [];

    /// <summary>Reads the file and the job files it names. Nothing in the files makes this throw.</summary>
    /// <param name="file">The file; relative paths count from the current directory of the options.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="OperationCanceledException">The reading was ended early.</exception>
    public LoadResult Load(string file, CancellationToken cancellation = default)
    {
        var fullPath = Path.GetFullPath(file, options.CurrentDirectory);
        var diagnostics = new DiagnosticBag(file);
        var text = SourceText.Read(fullPath, options.MaxRunnerFileBytes, diagnostics);
        var root = text is null ? null : YamlDocument.Read(text, diagnostics);
        return Load(root, fullPath, diagnostics, cancellation);
    }

    /// <summary>
    /// Reads the file without the job files it names: what a node needs that runs jobs and does not schedule them. The definition has no
    /// schedules; it is null exactly where <see cref="Load(string, CancellationToken)"/> would find the file broken. May run beside a load.
    /// </summary>
    /// <param name="file">The file; relative paths count from the current directory of the options.</param>
    public LoadResult LoadWithoutJobs(string file)
    {
        var fullPath = Path.GetFullPath(file, options.CurrentDirectory);
        var diagnostics = new DiagnosticBag(file);
        var text = SourceText.Read(fullPath, options.MaxRunnerFileBytes, diagnostics);
        var root = text is null ? null : YamlDocument.Read(text, diagnostics);
        var definition = root is null ? null : new RunnerReader(fullPath, diagnostics, FileReading.For(options)).Read(root).Definition;
        return new LoadResult(diagnostics.ErrorCount > 0 ? null : definition, diagnostics.ToSorted(), [fullPath]);
    }

    internal LoadResult Load(YamlMapping? root, string fullPath, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        if (root is null)
            return new LoadResult(null, diagnostics.ToSorted(), [fullPath]);
        var reading = FileReading.For(options);
        var (definition, drafts) = new RunnerReader(fullPath, diagnostics, reading).Read(root);
        var isBroken = diagnostics.ErrorCount > 0;
        var jobs = ReadJobFiles(drafts, definition.Executor, reading, cancellation);
        var schedules = drafts.Select(draft => WithJob(draft, jobs)).ToImmutableArray();
        if (!isBroken)
            WarnOfUnknownTenants(definition, schedules, root, diagnostics);
        return new LoadResult(
            isBroken ? null : definition with { Schedules = schedules },
            [.. diagnostics.ToSorted(), .. jobs.OrderBy(static job => job.Value.Order).SelectMany(static job => job.Value.Result.Diagnostics)],
            [.. Files(fullPath, drafts, jobs.Values).Order(StringComparer.Ordinal).Distinct()]);
    }

    private Dictionary<string, CachedJobFile> ReadJobFiles(
        ImmutableArray<ScheduleDraft> drafts,
        ExecutorDefinition executor,
        FileReading reading,
        CancellationToken cancellation)
    {
        var wanted = new Dictionary<string, JobFileKey>(StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            if (draft.JobFile is null)
                continue;
            var runsHere = (draft.Definition.Command ?? executor.Command)[0] == "dativo";
            wanted[draft.JobFile] = wanted.TryGetValue(draft.JobFile, out var known)
                ? known with { ChecksEnginePaths = known.ChecksEnginePaths || runsHere }
                : new JobFileKey(draft.JobFile, draft.JobDisplay, runsHere, wanted.Count);
        }

        var before = _jobFiles;
        var read = new ConcurrentDictionary<string, CachedJobFile>(StringComparer.Ordinal);
        Parallel.ForEach(
            wanted.Values,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
            key => read[key.Path] = before.TryGetValue(key, out var cached) && cached.IsCurrent()
                ? cached with { Order = key.Order }
                : CachedJobFile.Read(key, reading));
        _jobFiles = wanted.Values.ToDictionary(static key => key, key => read[key.Path]);
        return new Dictionary<string, CachedJobFile>(read, StringComparer.Ordinal);
    }

    /// <summary>The schedule as it is: with its job, or with the reason why it has none.</summary>
    private static ScheduleDefinition WithJob(ScheduleDraft draft, Dictionary<string, CachedJobFile> jobs)
    {
        if (draft.JobFile is null)
        {
            draft.Section.Wrong("config", draft.Problem!);
            return draft.Definition with { InvalidReason = draft.Problem };
        }

        var result = jobs[draft.JobFile].Result;
        return result.Job is { } job
            ? ScheduleReader.WithJob(draft.Definition, job)
            : draft.Definition with { InvalidReason = result.Diagnostics.First(static diagnostic => diagnostic.Severity == Severity.Error).ToString() };
    }

    private static void WarnOfUnknownTenants(
        RunnerDefinition definition,
        ImmutableArray<ScheduleDefinition> schedules,
        YamlMapping root,
        DiagnosticBag diagnostics)
    {
        // A schedule without its job may be the one of the tenant that seems to have none.
        if (definition.Tenants.IsEmpty || schedules.Any(static schedule => schedule.Job is null))
            return;
        var known = schedules.Select(static schedule => schedule.Job!.TenantId).ToHashSet(StringComparer.Ordinal);
        foreach (var id in definition.Tenants.Keys.Where(id => !known.Contains(id)).Order(StringComparer.Ordinal))
        {
            var runner = root.Find("runner")?.Value as YamlMapping ?? root;
            var tenants = (runner.Find("orchestrator")?.Value as YamlMapping)?.Find("tenants")?.Value as YamlMapping;
            var meant = known.Count <= 10_000 ? Suggestion.Nearest(id, known) : null;
            diagnostics.Warning(
                (YamlNode?)tenants?.Find(id)?.Key ?? root,
                $"{(ReferenceEquals(runner, root) ? "" : "runner.")}orchestrator.tenants.{id}",
                $"is the tenant of no job{(meant is null ? "" : $" (did you mean {meant}?)")}");
        }
    }

    private static IEnumerable<string> Files(string runnerFile, ImmutableArray<ScheduleDraft> drafts, IEnumerable<CachedJobFile> jobs) =>
        jobs.SelectMany(static job => job.Result.Files)
            .Concat(drafts.Where(static draft => draft.JobFile is null).SelectMany(static draft => draft.LookedForJob))
            .Append(runnerFile);
}
