namespace Dativo.Actors.Configuration.Reading;

/// <summary>What the readers of one load share.</summary>
/// <param name="Options">The options of the load.</param>
/// <param name="Paths">Finds the files that are named.</param>
/// <param name="Rules">Makes rules of schedules.</param>
/// <param name="Patterns">Checks regular expressions.</param>
/// <param name="Shared">Values that many files say.</param>
/// <param name="Variables">Looks up environment variables.</param>
internal sealed record FileReading(ConfigurationOptions Options, PathResolver Paths, ScheduleRules Rules, PatternCheck Patterns, SharedValues Shared, VariableReading Variables)
{
    /// <summary>Notices what happens to the files from the reading on; null when nobody asks.</summary>
    public DirectoryNotices? Notices { get; init; }

    public static FileReading For(ConfigurationOptions options) =>
        new(options, new PathResolver(options.CurrentDirectory, options.PathMaps), new ScheduleRules(), new PatternCheck(), new SharedValues(), new VariableReading(options.Variable));

    /// <summary>How a file looks that is about to be read.</summary>
    public SourceFile Look(string path)
    {
        Notices?.Watch(path);
        return SourceFile.Of(path);
    }

    /// <summary>The same for one of the files, to see whether that one reads variables.</summary>
    public FileReading WithOwnVariables() => this with { Variables = new VariableReading(Options.Variable) };
}
