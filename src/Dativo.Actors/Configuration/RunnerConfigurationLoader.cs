using System.Collections.Immutable;
using Dativo.Actors.Configuration.Memory;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration;

/// <summary>
/// Reads a <c>runner.yaml</c> again and again, and only what has changed since the last time: its schedules when its text is another one,
/// and of the job files those that look otherwise (by length and times). One load at a time; the environment is taken not to change
/// between loads.
/// </summary>
/// <param name="options">What the reading depends upon besides the files.</param>
/// <param name="memoryFile">Where what was read is kept for the next start (<see cref="Keep"/>), absolute; null: nowhere.</param>
/// <param name="noticesChanges">Whether the system is to tell of changes of what was read, for one who looks after them.</param>
public sealed class RunnerConfigurationLoader(ConfigurationOptions options, string? memoryFile = null, bool noticesChanges = false)
{
    private const string SchedulesKey = "schedules";
    private readonly Lock _gate = new();
    private readonly DirectoryNotices? _notices = noticesChanges ? new DirectoryNotices() : null;

    // Null until it was looked for in its file.
    private LoaderMemory? _memory = memoryFile is null ? LoaderMemory.Empty : null;

    // Whether the file has it.
    private bool _isKept;

    /// <summary>Reads the file and the job files it names. Nothing in the files makes this throw.</summary>
    /// <param name="file">The file; relative paths count from the current directory of the options.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="OperationCanceledException">The reading was ended early.</exception>
    public LoadResult Load(string file, CancellationToken cancellation = default)
    {
        _notices?.Begin();
        var source = SourceFile.Of(Path.GetFullPath(file, options.CurrentDirectory));
        if (LoadKnown(source, file, cancellation) is { } known)
            return known;
        var diagnostics = new DiagnosticBag(file);
        return Load(source, SourceText.Read(source.Path, options.MaxRunnerFileBytes, diagnostics), diagnostics, cancellation);
    }

    /// <summary>
    /// What a file says besides its schedules, at once, when the rest is known of an earlier start and nothing was wrong with it; null when
    /// the file must be read to know whether it is right.
    /// </summary>
    /// <param name="file">The file; relative paths count from the current directory of the options.</param>
    public RunnerDefinition? TryLoadHead(string file)
    {
        var source = SourceFile.Of(Path.GetFullPath(file, options.CurrentDirectory));
        if (memoryFile is null || MemoryFile.ReadRunner(memoryFile, options) is not { } kept || !kept.Text.LooksLike(source))
            return null;
        var diagnostics = new DiagnosticBag(file);
        return ReadHead(kept.Text, diagnostics, FileReading.For(options)) is var (_, runner) && diagnostics.Count == 0 ? runner.Definition : null;
    }

    /// <summary>Keeps what was read for the next start, where a file for it was named; false when that is worth another try a few seconds later.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public bool Keep()
    {
        lock (_gate)
        {
            if (memoryFile is null || _isKept || _memory is not { Text: not null } memory)
                return true;
            if (!memory.Text.IsSettled)
            {
                if (Settle(memory.Text) is not { } text)
                    return false;
                _memory = memory = memory with { Text = text };
            }

            _isKept = true;
            MemoryFile.Write(memoryFile, memory, options);
            return true;
        }
    }

    /// <summary>
    /// Reads the file without the job files it names: what a node needs that runs jobs and does not schedule them. The definition has no
    /// schedules; it is null exactly where <see cref="Load(string, CancellationToken)"/> would find the file broken. May run beside a load.
    /// </summary>
    /// <param name="file">The file; relative paths count from the current directory of the options.</param>
    public LoadResult LoadWithoutJobs(string file)
    {
        var source = SourceFile.Of(Path.GetFullPath(file, options.CurrentDirectory));
        var diagnostics = new DiagnosticBag(file);
        var text = SourceText.Read(source.Path, options.MaxRunnerFileBytes, diagnostics);
        var root = text is null ? null : YamlDocument.Read(text, diagnostics);
        var definition = root is null ? null : new RunnerReader(source.Path, diagnostics, FileReading.For(options)).Read(root).Definition;
        return new LoadResult(diagnostics.ErrorCount > 0 ? null : definition, diagnostics.ToSorted()) { Sources = new SourceFiles(source, [], []) };
    }

    /// <summary>Reads a text and the job files it names.</summary>
    /// <param name="source">The file the text is from.</param>
    /// <param name="text">The text; null when there is none, which is reported.</param>
    /// <param name="diagnostics">Where to report.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    internal LoadResult Load(SourceFile source, string? text, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _memory ??= ReadMemory();
            var reading = NewReading();
            if (text is null || ReadRunner(source, text, diagnostics, reading) is not var (root, runner, runnerText, isKnown))
                return new LoadResult(null, diagnostics.ToSorted()) { Sources = new SourceFiles(source, [], []) };

            var isBroken = diagnostics.ErrorCount > 0;
            var files = new JobFileReader(reading, _memory).Read(runner.Schedules, runner.Definition.Executor, cancellation);
            if (isKnown && files.Any(static file => file.Source.Stamp == FileStamp.Missing))
            {
                // Its schedule may mean another file then: where job files are is found anew.
                _memory = _memory with { Text = null };
                return Load(source, text, new DiagnosticBag(diagnostics.File), cancellation);
            }

            Remember(runner, runnerText, files);
            return Result(source, root, runner, files, isBroken, reading, diagnostics);
        }
    }

    /// <summary>Loads a file that looks as it did, without reading its schedules; null when it must be read.</summary>
    private LoadResult? LoadKnown(SourceFile source, string file, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _memory ??= ReadMemory();
            var memory = _memory;
            if (memory.Text is not { } text || !text.LooksLike(source))
                return null;
            var diagnostics = new DiagnosticBag(file);
            var reading = NewReading();
            if (ReadHead(text, diagnostics, reading) is not var (root, runner) || diagnostics.ErrorCount > 0
                || JobFileReader.IsThisProgram(runner.Definition.Executor.Command) != memory.RunsHere
                || new JobFileReader(reading, memory).ReadAgain(cancellation) is not { } files)
            {
                // It is read as if it was never seen: job files may be elsewhere by now.
                _memory = memory with { Text = null };
                return null;
            }

            if (!files.SequenceEqual(memory.Files))
                Remember(runner with { Schedules = memory.Drafts() }, text, files);
            return Result(source, root, runner, files, isBroken: false, reading, diagnostics);
        }
    }

    private LoadResult Result(SourceFile source, YamlMapping root, RunnerReading runner, ImmutableArray<JobFile> files, bool isBroken, FileReading reading, DiagnosticBag diagnostics)
    {
        var schedules = _memory!.Schedules;
        if (!isBroken)
            WarnOfUnknownTenants(runner.Definition, schedules, root, diagnostics);
        return new LoadResult(
            isBroken ? null : runner.Definition with { Schedules = schedules },
            [.. diagnostics.ToSorted(), .. files.SelectMany(static file => file.Diagnostics)])
        {
            Sources = new SourceFiles(source, files, [.. runner.Schedules.Where(static draft => draft.JobFile is null).SelectMany(static draft => draft.Missed).Select(reading.Look)])
            {
                Notices = _notices,
            },
        };
    }

    private FileReading NewReading() => FileReading.For(options) with { Notices = _notices };

    private LoaderMemory ReadMemory()
    {
        var read = memoryFile is null ? null : MemoryFile.Read(memoryFile, options);
        _isKept = read is not null;
        return read ?? LoaderMemory.Empty;
    }

    private static (YamlMapping Root, RunnerReading Runner)? ReadHead(RunnerText text, DiagnosticBag diagnostics, FileReading reading) =>
        text.Head?.Read(text.Source) is { } head && PlainYaml.ReadAgain(head, SchedulesKey) is { } root
            ? (root, new RunnerReader(text.Source.Path, diagnostics, reading).Read(root))
            : null;

    private (YamlMapping Root, RunnerReading Runner, RunnerText? Text, bool IsKnown)? ReadRunner(SourceFile source, string text, DiagnosticBag diagnostics, FileReading reading)
    {
        var (path, hash) = (source.Path, RunnerText.HashOf(text));
        if (_memory!.Text is { } known && known.Says(path, hash) && PlainYaml.ReadAgain(text, SchedulesKey) is { } head)
        {
            var runner = new RunnerReader(path, diagnostics, reading).Read(head);
            var seen = source == known.Source ? known : known with { Source = source, IsSettled = IsSettled(source) };
            return (head, runner with { Schedules = _memory.Drafts() }, seen, true);
        }

        var plain = PlainYaml.Read(text);
        if ((plain ?? YamlDocument.ReadGeneral(text, diagnostics)) is not { } root)
            return null;
        var read = new RunnerReader(path, diagnostics, reading).Read(root);
        if (plain is null || !read.SchedulesDependOnFileAlone)
            return (root, read, null, false);
        return (root, read, new RunnerText(source, hash, [.. read.Schedules.SelectMany(static draft => draft.Missed)])
        {
            Head = PlainYaml.ReadAgain(text, SchedulesKey) is { } again && SchedulesIn(again) is UnreadSequence list ? RunnerHead.Of(text, list, source.Stamp.Length) : null,
            IsSettled = IsSettled(source),
        }, false);
    }

    private static YamlNode? SchedulesIn(YamlMapping root) =>
        ((root.Find("runner")?.Value as YamlMapping ?? root).Find("orchestrator")?.Value as YamlMapping)?.Find(SchedulesKey)?.Value;

    private bool IsSettled(SourceFile source) => source.Stamp.IsSettled(options.Clock.GetUtcNow());

    /// <summary>The text, when its file still says it and was changed long enough ago for that to be seen by how it looks; null otherwise.</summary>
    private RunnerText? Settle(RunnerText text)
    {
        var source = SourceFile.Of(text.Source.Path);
        if (!IsSettled(source))
            return null;
        return SourceText.Read(source.Path, options.MaxRunnerFileBytes, new DiagnosticBag(source.Path)) is { } now && text.Says(source.Path, RunnerText.HashOf(now))
            ? text with { Source = source, IsSettled = true }
            : null;
    }

    private void Remember(RunnerReading runner, RunnerText? text, ImmutableArray<JobFile> files)
    {
        // An unchanged definition stays the same object, down to its schedules.
        if (text is not null && ReferenceEquals(text, _memory!.Text) && files.SequenceEqual(_memory.Files))
            return;
        _isKept = false;
        var memory = new LoaderMemory(files) { Text = text, RunsHere = JobFileReader.IsThisProgram(runner.Definition.Executor.Command) };
        _memory = memory.With([.. runner.Schedules.Select(draft => WithJob(draft, memory))]);
    }

    /// <summary>The schedule as it is: with its job, or with the reason why it has none.</summary>
    private static ScheduleDefinition WithJob(ScheduleDraft draft, LoaderMemory memory)
    {
        var schedule = draft.Definition;
        if (draft.Problem is var (section, message))
        {
            section.Wrong("config", message);
            return schedule with { InvalidReason = message };
        }

        var file = memory.Find(draft.JobFile!)!;
        if (file.Job is null)
            return schedule with { Job = null, InvalidReason = file.Diagnostics.First(static diagnostic => diagnostic.Severity == Severity.Error).ToString() };
        return ReferenceEquals(schedule.Job, file.Job) ? schedule : schedule with { Job = file.Job, InvalidReason = null };
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
}
