namespace Dativo.Actors.Configuration.Reading;

/// <summary>What the readers of one load share.</summary>
/// <param name="Options">The options of the load.</param>
/// <param name="Paths">Finds the files that are named.</param>
/// <param name="Rules">Makes rules of schedules.</param>
/// <param name="Patterns">Checks regular expressions.</param>
internal sealed record FileReading(ConfigurationOptions Options, PathResolver Paths, ScheduleRules Rules, PatternCheck Patterns)
{
    public static FileReading For(ConfigurationOptions options) =>
        new(options, new PathResolver(options.CurrentDirectory, options.PathMaps), new ScheduleRules(), new PatternCheck());
}
