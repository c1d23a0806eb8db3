using Dativo.Ingest.Assets;
using Dativo.Ingest.Yaml;

namespace Dativo.Ingest.Jobs;

/// <summary>
/// Reads a job file as dativo-ingest writes them, and the files it names. Keys that do not concern this engine
/// (<c>retry_config</c>, <c>logging</c>, <c>catalog</c>, ...) are left alone.
/// </summary>
internal static class JobFile
{
    /// <summary>A file size above this is taken for a slip (bytes instead of megabytes).</summary>
    public const int MaxTargetSizeMb = 16 * 1024;

    private const int DefaultTargetSizeMb = 128;

    /// <summary>The job; throws with every error of its files at once.</summary>
    /// <param name="path">The job file's full path.</param>
    /// <param name="displayPath">What to call it in errors.</param>
    /// <param name="workingDirectory">The first place relative paths are looked for; the job file's directory is the second.</param>
    /// <param name="map">Replacements for absolute paths.</param>
    /// <param name="environment">What <c>${...}</c> expand to.</param>
    /// <param name="identity">Filled with the job's names as soon as they are known, so that errors can carry them.</param>
    /// <param name="warnings">What is odd and harmless.</param>
    public static Job Read(
        string path,
        string displayPath,
        string workingDirectory,
        PathMap map,
        IReadOnlyDictionary<string, string> environment,
        JobIdentity identity,
        List<string> warnings)
    {
        var errors = new ConfigErrors();
        var job = Read(
            new Context(displayPath, new Variables(environment), errors, new PathResolver(workingDirectory, Path.GetDirectoryName(path)!, map), identity, warnings),
            YamlFile.Read(path, displayPath, errors));
        return job ?? throw new ConfigException(errors.Messages);
    }

    private static Job? Read(Context context, YamlMap? root)
    {
        if (root is null)
            return null;

        var errors = context.Errors;
        var top = new MapReader(root, "", context.Variables, errors);
        var tenant = top.RequiredText("tenant_id", "the id of the tenant the job belongs to");
        context.Identity.TenantId = tenant?.Value ?? context.Identity.TenantId;
        var assetName = top.Text("asset");
        context.Identity.AssetName = assetName?.Value;

        var recipe = Recipe(context, top, root);
        var format = FormatOf(recipe);
        var files = Files(context, top, format);
        var mode = Mode(top);
        var asset = ReadAsset(context, top, assetName?.Value);
        var name = AssetName(top, root, assetName, asset);
        context.Identity.AssetName = name;
        var (targetText, targetDirectory) = Target(context, top, root);
        var target = top.Map("target");
        if (target.Text("file_format") is { } fileFormat && !fileFormat.Value.Equals("parquet", StringComparison.OrdinalIgnoreCase))
            target.Error(fileFormat.Position, "file_format", $"'{fileFormat.Written}' is not a format the bundled engine writes (expected parquet)");
        var sizeMb = target.PositiveInteger("parquet_target_size_mb", MaxTargetSizeMb) ?? asset?.TargetSizeMb ?? DefaultTargetSizeMb;
        var partitioning = Partitioning(target.Texts("partitioning") ?? asset?.Partitioning ?? [], asset, errors);

        return errors.Any || tenant is null || name is null || asset is null || targetText is null || targetDirectory is null
            ? null
            : new Job
            {
                TenantId = tenant.Value,
                AssetName = name,
                Asset = asset,
                Files = files,
                ValidationMode = mode,
                TargetDirectory = targetDirectory,
                Target = targetText,
                Partitioning = partitioning,
                TargetFileBytes = sizeMb * 1024L * 1024L,
                Paths = context.Paths,
            };
    }

    /// <summary>The connector file, read; and the check that the source is one this engine reads.</summary>
    private static MapReader? Recipe(Context context, MapReader top, YamlMap root)
    {
        var declared = top.Text("source_connector");
        var path = top.Text("source_connector_path");
        MapReader? recipe = null;
        var type = declared;
        var typeKey = "source_connector";
        if (path is not null)
        {
            var found = context.Paths.FindFile(path.Value);
            if (found is not null && YamlFile.Read(found, path.Written, context.Errors) is { } recipeRoot)
            {
                recipe = new MapReader(recipeRoot, "", context.Variables, context.Errors);
                typeKey = recipe.Has("type") ? "type" : "name";
                type = recipe.RequiredText(typeKey, "the type of the connector, for example csv") ?? declared;
            }
            else if (found is null && declared is not null)
            {
                context.Warnings.Add($"{path.Position}: source_connector_path: {path.Written}: no such file{context.Paths.Hint(path.Written)}; defaults it may hold are not used");
            }
            else if (found is null)
            {
                top.Error(path.Position, "source_connector_path", $"{path.Written}: no such file{context.Paths.Hint(path.Written)}");
                return null;
            }
        }
        else if (declared is null && !top.Has("source_connector"))
        {
            top.Error(root.Position, "source_connector", "missing (expected csv, or source_connector_path with a file that says it)");
        }

        if (type is not null && !type.Value.Equals("csv", StringComparison.OrdinalIgnoreCase))
        {
            context.Errors.Add(
                type.Position,
                typeKey,
                $"'{type.Written}' is not a source the bundled engine reads (expected csv; other sources need a command of their own in the runner's executor.command)");
        }

        return recipe;
    }

    private static CsvFormat FormatOf(MapReader? recipe)
    {
        if (recipe is null)
            return CsvFormat.Default;
        var options = recipe.Map("default_engine").Map("options");
        return CsvFormatReader.Read(options).Or(CsvFormatReader.Read(options.Map("native"))).Or(CsvFormat.Default);
    }

    private static List<SourceFile> Files(Context context, MapReader top, CsvFormat general)
    {
        var result = new List<SourceFile>();
        var source = top.Map("source");
        var options = source.Map("engine").Map("options");
        var format = CsvFormatReader.Read(source)
            .Or(CsvFormatReader.Read(options))
            .Or(CsvFormatReader.Read(options.Map("native")))
            .Or(general);

        if (!source.Has("files"))
        {
            source.Error(top.PositionOf("source") ?? new YamlPosition(context.DisplayPath, 1, 1), "files", "missing (expected a list with the path of each CSV file)");
            return result;
        }

        if (source.Maps("files") is not { } entries)
            return result;
        if (entries.Count == 0)
            source.Error(source.PositionOf("files")!.Value, "files", "it is empty (expected at least one file)");

        foreach (var (file, _) in entries)
        {
            var path = file.Has("path") || !file.Has("file") ? file.RequiredText("path", "the path of a CSV file") : file.Text("file");
            var own = CsvFormatReader.Read(file).Or(format);
            if (own.Delimiter == own.QuoteChar && own.Quoting != CsvQuoting.None && path is not null)
                file.Error(path.Position, "delimiter", $"delimiter and quote_char are both '{own.Delimiter}'");
            if (path is not null)
                result.Add(new SourceFile(path, own));
        }

        return result;
    }

    private static ValidationMode Mode(MapReader top)
    {
        if (top.Text("schema_validation_mode") is not { } text)
            return ValidationMode.Strict;
        switch (text.Value.ToLowerInvariant())
        {
            case "strict":
                return ValidationMode.Strict;
            case "warn":
                return ValidationMode.Warn;
            default:
                top.Error(text.Position, "schema_validation_mode", $"'{text.Written}' is not a mode (expected strict or warn)");
                return ValidationMode.Strict;
        }
    }

    private static Asset? ReadAsset(Context context, MapReader top, string? wanted)
    {
        if (top.RequiredText("asset_path", "the path of the asset file, which has the schema") is not { } path)
            return null;
        if (context.Paths.FindFile(path.Value) is { } found)
            return AssetFile.Read(found, path.Written, wanted, context.Variables, context.Errors);
        top.Error(path.Position, "asset_path", $"{path.Written}: no such file{context.Paths.Hint(path.Written)}");
        return null;
    }

    private static string? AssetName(MapReader top, YamlMap root, WrittenText? declared, Asset? asset)
    {
        if (declared is null)
        {
            if (asset is null || top.Has("asset"))
                return null;
            if (DirectoryName.IsValid(asset.Name))
                return asset.Name;
            top.Error(root.Position, "asset", "missing (expected the asset's name, here or as name in the asset file; it becomes the name of a directory)");
            return null;
        }

        if (DirectoryName.IsValid(declared.Value))
            return declared.Value;
        top.Error(declared.Position, "asset", $"'{declared.Written}' cannot be the name of a directory (expected letters, digits, '_', '-' or '.', not beginning with '.' or '_')");
        return null;
    }

    private static (WrittenText? Written, string? Directory) Target(Context context, MapReader top, YamlMap root)
    {
        var target = top.Map("target");
        var connectionNode = target.Node("connection");
        var connection = connectionNode is YamlMap ? target.Map("connection") : null;
        var (text, key) = connection?.Text("path") is { } path
            ? (path, "connection.path")
            : (target.Text("warehouse"), "warehouse");
        if (text is null)
        {
            if (!target.Has("warehouse") && connection?.Has("path") != true)
            {
                target.Error(
                    top.PositionOf("target") ?? root.Position,
                    "connection.path",
                    "missing (the bundled engine writes into a local directory: expected its path here, or warehouse: file:///...)");
            }

            return (null, null);
        }

        var value = text.Value;
        if (value.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            // file:///absolute and file:relative; a host other than this one cannot be meant.
            var rest = value[5..];
            if (rest.StartsWith("//", StringComparison.Ordinal))
            {
                if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Host is not ("" or "localhost"))
                {
                    target.Error(text.Position, key, $"'{text.Written}' is not the URI of a local directory (expected file:///path)");
                    return (null, null);
                }

                value = uri.LocalPath;
            }
            else
            {
                value = Uri.UnescapeDataString(rest);
            }
        }
        else if (value.Contains("://", StringComparison.Ordinal))
        {
            target.Error(text.Position, key, $"'{text.Written}' is not a local directory (the bundled engine writes into a path or file:///... only)");
            return (null, null);
        }

        if (value.Length > 0)
            return (text, context.Paths.Directory(value));
        target.Error(text.Position, key, "it is empty (expected the path of a directory)");
        return (null, null);
    }

    private static List<string> Partitioning(IReadOnlyList<WrittenText> texts, Asset? asset, ConfigErrors errors)
    {
        var result = new List<string>();
        foreach (var text in texts)
        {
            if (result.Contains(text.Value, StringComparer.Ordinal))
                errors.Add(text.Position, "target.partitioning", $"'{text.Written}' occurs twice");
            else if (asset is not null && text.Value != Write.Partitioning.IngestDate && !asset.Columns.Any(c => c.Name == text.Value))
                errors.Add(text.Position, "target.partitioning", $"'{text.Written}' is not a column of the asset (expected {Write.Partitioning.IngestDate} or one of {string.Join(", ", asset.Columns.Select(c => c.Name))})");
            else
                result.Add(text.Value);
        }

        return result;
    }

    private sealed record Context(
        string DisplayPath,
        Variables Variables,
        ConfigErrors Errors,
        PathResolver Paths,
        JobIdentity Identity,
        List<string> Warnings);
}
