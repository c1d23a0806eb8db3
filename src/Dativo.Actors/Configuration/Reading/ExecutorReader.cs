using System.Collections.Immutable;
using Dativo.Actors.Configuration.Keys;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Reads <c>executor</c>.</summary>
internal static class ExecutorReader
{
    public static ExecutorDefinition Read(SectionReader orchestrator, string runnerFile, FileReading reading)
    {
        var defaults = new ExecutorDefinition { WorkingDirectory = reading.Options.CurrentDirectory };
        if (orchestrator.Mapping("executor") is not { } map)
            return defaults;
        var executor = new SectionReader(ConfigurationKeys.Executor, map, orchestrator.PathOf("executor"), orchestrator.Diagnostics, reading.Variables.Lookup);
        executor.WarnOfUnknownKeys();
        return new ExecutorDefinition
        {
            Command = CommandReader.Read(executor, "command") ?? defaults.Command,
            WorkingDirectory = WorkingDirectory(executor, runnerFile, reading) ?? defaults.WorkingDirectory,
            Environment = Environment(executor),
            KillGrace = executor.Seconds("kill_grace_seconds") ?? defaults.KillGrace,
            MaxConcurrentJobs = executor.WholeNumber("max_concurrent_jobs") ?? defaults.MaxConcurrentJobs,
        };
    }

    private static string? WorkingDirectory(SectionReader executor, string runnerFile, FileReading reading)
    {
        if (executor.Text("working_directory") is not { } path)
            return null;
        var found = reading.Paths.Directory(path, runnerFile);
        if (found.FullPath is null)
            executor.Wrong("working_directory", $"no such directory: {path.Shown} {found.Hint}");
        return found.FullPath;
    }

    private static ImmutableDictionary<string, string> Environment(SectionReader executor) =>
        executor.TextMap("environment", CheckVariable) is { } variables
            ? variables.ToImmutableDictionary(static variable => variable.Key.Value, static variable => variable.Value.Text, StringComparer.Ordinal)
            : ImmutableDictionary<string, string>.Empty;

    private static string? CheckVariable(string name, string value) =>
        name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Any(char.IsControl) ? "is not a name a variable can have (expected text without '=')"
        : value.Contains('\0', StringComparison.Ordinal) ? "has a NUL character in its value, which no program can be given"
        : null;
}
