using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>A job file that was read, with how it and what it depends upon looked just before.</summary>
internal sealed class JobFile
{
    /// <summary>The file and how it looked.</summary>
    public required SourceFile Source { get; init; }

    /// <summary>The connector file and where it was looked for; empty for most.</summary>
    public ImmutableArray<SourceFile> Others { get; init; } = [];

    /// <summary>Whether paths in it were looked after.</summary>
    public required bool ChecksEnginePaths { get; init; }

    /// <summary>The job; null when the file is broken.</summary>
    public JobDefinition? Job { get; init; }

    /// <summary>Everything that is wrong, in the order of the file.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Whether it says the same as long as the files look the same.</summary>
    public bool IsReusable { get; init; }

    /// <summary>The files that the ingestion engine is led to, where they were looked after.</summary>
    public ImmutableArray<string> EngineFiles { get; init; } = [];

    /// <summary>Whether variables of the environment decide what it says.</summary>
    public bool ReadsVariables { get; init; }

    /// <summary>Reads a job file.</summary>
    public static JobFile Read(WantedJobFile wanted, FileReading reading)
    {
        // Stamps are taken before reading: a change in between makes the next load read again, never miss it.
        var source = reading.Look(wanted.Path);
        var own = reading.WithOwnVariables();
        var result = JobReader.ReadFile(wanted.Path, wanted.Display ?? reading.Paths.Display(wanted.Path), wanted.ChecksEnginePaths, own);
        var others = result.Others;

        // What it says of other files (its connector's type, paths that lead nowhere) can change without any stamp here doing so.
        var now = reading.Options.Clock.GetUtcNow();
        return new JobFile
        {
            Source = source,
            Others = others,
            ChecksEnginePaths = wanted.ChecksEnginePaths,
            Job = result.Job,
            Diagnostics = result.Diagnostics,
            IsReusable = result.Diagnostics.IsEmpty && source.Stamp.IsSettled(now) && others.All(other => other.Stamp == FileStamp.Missing || other.Stamp.IsSettled(now)),
            EngineFiles = result.EngineFiles,
            ReadsVariables = own.Variables.AreRead,
        };
    }

    /// <summary>Whether reading the file again would say the same.</summary>
    public bool IsCurrentFor(WantedJobFile wanted) =>
        IsReusable && (ChecksEnginePaths || !wanted.ChecksEnginePaths) && !HasChanged();

    /// <summary>Whether one of the files is among these.</summary>
    public bool DependsOn(IReadOnlySet<string> paths)
    {
        if (paths.Contains(Source.Path))
            return true;
        foreach (var other in Others)
        {
            if (paths.Contains(other.Path))
                return true;
        }

        return false;
    }

    /// <summary>Whether one of the files looks otherwise now.</summary>
    public bool HasChanged()
    {
        if (!Source.IsCurrent())
            return true;
        foreach (var other in Others)
        {
            if (!other.IsCurrent())
                return true;
        }

        return false;
    }
}

/// <summary>A job file that schedules name.</summary>
/// <param name="Path">The file, absolute.</param>
/// <param name="Display">The file as messages name it; null: by its path.</param>
/// <param name="ChecksEnginePaths">Whether paths in it must lead somewhere.</param>
internal readonly record struct WantedJobFile(string Path, string? Display, bool ChecksEnginePaths);
