using System.Collections.Immutable;
using Dativo.Actors.Configuration.Keys;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>
/// Reads of a job file what the orchestrator needs. Everything else belongs to the ingestion engine and is neither checked nor
/// expanded: its variables may be set only while the job runs.
/// </summary>
internal static class JobReader
{
    /// <summary>Paths that the ingestion engine reads: worth a warning where it will not find them.</summary>
    private static readonly ImmutableArray<string> EnginePaths = ["source_connector_path", "target_connector_path", "asset_path"];

    /// <summary>Reads a job file.</summary>
    /// <param name="fullPath">The file, absolute.</param>
    /// <param name="display">The file as messages name it.</param>
    /// <param name="checksEnginePaths">Whether the job runs on this machine's files, so that paths in it must lead somewhere.</param>
    /// <param name="reading">What the load shares.</param>
    public static JobLoadResult ReadFile(string fullPath, string display, bool checksEnginePaths, FileReading reading)
    {
        var diagnostics = new DiagnosticBag(display);
        var text = SourceText.Read(fullPath, reading.Options.MaxJobFileBytes, diagnostics);
        var root = text is null ? null : YamlDocument.Read(text, diagnostics);
        return root is null
            ? new JobLoadResult(null, diagnostics.ToSorted(), [fullPath])
            : Read(root, fullPath, checksEnginePaths, diagnostics, reading);
    }

    /// <summary>Reads the root of a job file.</summary>
    public static JobLoadResult Read(YamlMapping root, string fullPath, bool checksEnginePaths, DiagnosticBag diagnostics, FileReading reading)
    {
        var (variable, shared) = (reading.Variables.Lookup, reading.Shared);
        var job = new SectionReader(ConfigurationKeys.Job, root, "", diagnostics, variable);
        job.WarnOfNearMisses(ConfigurationKeys.EngineKeys);
        var others = new List<SourceFile>();
        var definition = new JobDefinition
        {
            File = fullPath,
            TenantId = shared.Of(job.Name("tenant_id")) ?? "",
            ConnectorType = shared.Of(job.Text("source_connector")?.Text ?? ConnectorType(job, fullPath, others, reading)),
            TargetConnector = shared.Of(job.Text("target_connector")?.Text),
            Asset = shared.Of(job.Text("asset")?.Text),
            Retry = job.Mapping("retry_config") is { } retry ? shared.Of(RetryReader.Read(new SectionReader(ConfigurationKeys.Retry, retry, "retry_config", diagnostics, variable), reading.Patterns)) : Jobs.RetryPolicy.None,
            Logging = job.Mapping("logging") is { } logging ? shared.Of(Logging(new SectionReader(ConfigurationKeys.Logging, logging, "logging", diagnostics, variable))) : null,
        };
        ImmutableArray<string> engineFiles = checksEnginePaths ? CheckEnginePaths(root, fullPath, definition.ConnectorType is null, diagnostics, reading) : [];
        return new JobLoadResult(diagnostics.ErrorCount == 0 ? definition : null, diagnostics.ToSorted(), [fullPath, .. others.Select(static other => other.Path)])
        {
            Others = [.. others],
            EngineFiles = engineFiles,
        };
    }

    /// <summary>The type that the connector file names; null where there is none to read, or after reporting what is wrong with it.</summary>
    private static string? ConnectorType(SectionReader job, string jobFile, List<SourceFile> others, FileReading reading)
    {
        if (job.Has("source_connector") || job.Text("source_connector_path") is not { } path)
            return null;
        var found = reading.Paths.File(path, jobFile);
        others.AddRange(found.Missed.Select(reading.Look));
        if (found.FullPath is not { } file)
        {
            job.Wrong("source_connector_path", $"no such file: {path.Shown} {found.Hint}");
            return null;
        }

        others.Add(reading.Look(file));
        var connector = new DiagnosticBag(path.IsExpanded ? path.Node.Value : reading.Paths.Display(file));
        var text = SourceText.Read(file, reading.Options.MaxJobFileBytes, connector);
        var root = text is null ? null : YamlDocument.Read(text, connector);
        var type = root?.Find("type") ?? root?.Find("name");
        if (type is { Value: YamlScalar { IsNull: false } scalar } && connector.ErrorCount == 0)
        {
            if (Variables.TryExpand(scalar.Value, reading.Variables.Lookup, out var value, out var error) && value.Length > 0)
                return value;
            connector.Error(scalar, type.Key.Value, error ?? "is an empty text (expected the connector's type)");
        }
        else if (root is not null && connector.ErrorCount == 0)
        {
            connector.Error(type?.Value ?? root, "type", "is missing (expected the connector's type, such as csv)");
        }

        var first = connector.ToSorted()[0];
        job.Wrong("source_connector_path", $"does not lead to a connector file: {first}");
        return null;
    }

    private static JobLogging Logging(SectionReader logging)
    {
        logging.WarnOfUnknownKeys();
        var defaults = new JobLogging();
        return new JobLogging
        {
            Level = logging.Choice("level", ignoringCase: true) ?? defaults.Level,
            Redaction = logging.Boolean("redaction") ?? defaults.Redaction,
        };
    }

    /// <summary>Warns of paths that lead nowhere; the files that the others lead to.</summary>
    private static ImmutableArray<string> CheckEnginePaths(YamlMapping root, string jobFile, bool connectorIsReported, DiagnosticBag diagnostics, FileReading reading)
    {
        var files = new List<string>();
        foreach (var key in EnginePaths)
        {
            if ((connectorIsReported && key == "source_connector_path") || root.Find(key) is not { Value: YamlScalar { IsNull: false } scalar })
                continue;

            // A variable that is not set here may be when the job runs.
            if (!Variables.TryExpand(scalar.Value, reading.Variables.Lookup, out var path, out _) || path.Length == 0)
                continue;
            var found = reading.Paths.File(new ScalarText(scalar, path, !ReferenceEquals(path, scalar.Value)), jobFile);
            if (found.FullPath is { } file)
                files.Add(reading.Shared.Of(file)!);
            else
                diagnostics.Warning(scalar, key, $"no such file: {ScalarText.Show(scalar.Value)} {found.Hint}");
        }

        return files.Count == 0 ? [] : [.. files];
    }
}
