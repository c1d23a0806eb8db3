using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration;

/// <summary>
/// Reads configuration files once. All errors of a file come at once; nothing in a file makes these methods throw.
/// What reads the same files again and again uses a <see cref="RunnerConfigurationLoader"/>.
/// </summary>
public static class RunnerConfiguration
{
    /// <summary>Reads a <c>runner.yaml</c> and the job files it names.</summary>
    /// <param name="file">The file; relative paths count from the current directory of the options.</param>
    /// <param name="options">What the reading depends upon besides the files.</param>
    public static LoadResult Load(string file, ConfigurationOptions options) => new RunnerConfigurationLoader(options).Load(file);

    /// <summary>Reads a job file.</summary>
    /// <param name="file">The file; relative paths count from the current directory of the options.</param>
    /// <param name="options">What the reading depends upon besides the files.</param>
    public static JobLoadResult LoadJob(string file, ConfigurationOptions options) =>
        JobReader.ReadFile(Path.GetFullPath(file, options.CurrentDirectory), file, checksEnginePaths: true, FileReading.For(options));

    /// <summary>Reads a file that is either a <c>runner.yaml</c> or a job file.</summary>
    /// <param name="file">The file; relative paths count from the current directory of the options.</param>
    /// <param name="options">What the reading depends upon besides the files.</param>
    public static ConfigurationFile LoadAny(string file, ConfigurationOptions options)
    {
        // Read once: what is given may be a pipe.
        var source = SourceFile.Of(Path.GetFullPath(file, options.CurrentDirectory));
        var diagnostics = new DiagnosticBag(file);
        var text = SourceText.Read(source.Path, options.MaxRunnerFileBytes, diagnostics);
        var bag = new DiagnosticBag(file);
        if (text is not null && YamlDocument.Read(text, bag) is { } root && root.Find("runner") is null && root.Find("orchestrator") is null && root.Find("tenant_id") is not null)
            return new ConfigurationFile(null, JobReader.Read(root, source.Path, checksEnginePaths: true, bag, FileReading.For(options)));
        return new ConfigurationFile(new RunnerConfigurationLoader(options).Load(source, text, diagnostics, CancellationToken.None), null);
    }
}
