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
public sealed class RunnerConfigurationLoader(ConfigurationOptions options)
{
    private const string SchedulesKey = "schedules";
    private readonly Lock _gate = new();
    private LoaderMemory _memory = LoaderMemory.Empty;

    /// <summary>Reads the file and the job files it names. Nothing in the files makes this throw.</summary>
    /// <param name="file">The file; relative paths count from the current directory of the options.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <exception cref="OperationCanceledException">The reading was ended early.</exception>
    public LoadResult Load(string file, CancellationToken cancellation = default)
    {
        var source = SourceFile.Of(Path.GetFullPath(file, options.CurrentDirectory));
        var diagnostics = new DiagnosticBag(file);
        return Load(source, SourceText.Read(source.Path, options.MaxRunnerFileBytes, diagnostics), diagnostics, cancellation);
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
            var reading = FileReading.For(options);
            if (text is null || ReadRunner(source.Path, text, diagnostics, reading) is not var (root, runner, runnerText))
                return new LoadResult(null, diagnostics.ToSorted()) { Sources = new SourceFiles(source, [], []) };

            var isBroken = diagnostics.ErrorCount > 0;
            var files = new JobFileReader(reading, _memory).Read(runner.Schedules, runner.Definition.Executor, cancellation);
            Remember(runner, runnerText, files);
            if (!isBroken)
                WarnOfUnknownTenants(runner.Definition, _memory.Schedules, root, diagnostics);
            return new LoadResult(
                isBroken ? null : runner.Definition with { Schedules = _memory.Schedules },
                [.. diagnostics.ToSorted(), .. files.SelectMany(static file => file.Diagnostics)])
            {
                Sources = new SourceFiles(source, files, [.. runner.Schedules.Where(static draft => draft.JobFile is null).SelectMany(static draft => draft.Missed).Select(SourceFile.Of)]),
            };
        }
    }

    private (YamlMapping Root, RunnerReading Runner, RunnerText? Text)? ReadRunner(string path, string text, DiagnosticBag diagnostics, FileReading reading)
    {
        var hash = RunnerText.HashOf(text);
        if (_memory.Text is { } known && known.Says(path, hash) && PlainYaml.ReadAgain(text, SchedulesKey) is { } head)
        {
            var runner = new RunnerReader(path, diagnostics, reading).Read(head);
            return (head, runner with { Schedules = _memory.Drafts() }, known);
        }

        var plain = PlainYaml.Read(text);
        if ((plain ?? YamlDocument.ReadGeneral(text, diagnostics)) is not { } root)
            return null;
        var read = new RunnerReader(path, diagnostics, reading).Read(root);
        var remembered = plain is not null && read.SchedulesDependOnFileAlone
            ? new RunnerText(path, hash, [.. read.Schedules.SelectMany(static draft => draft.Missed)])
            : null;
        return (root, read, remembered);
    }

    private void Remember(RunnerReading runner, RunnerText? text, ImmutableArray<JobFile> files)
    {
        // An unchanged definition stays the same object, down to its schedules.
        if (text is not null && ReferenceEquals(text, _memory.Text) && files.SequenceEqual(_memory.Files))
            return;
        var memory = new LoaderMemory(files) { Text = text };
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
