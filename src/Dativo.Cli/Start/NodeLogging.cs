using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Dativo.Cli.Start;

/// <summary>A node's log on stdout: lines for people, or one JSON object a line.</summary>
internal static class NodeLogging
{
    private const string TextTemplate = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:l}{NewLine}{Exception}";

    public static Logger Create(bool json, LogEventLevel level, bool inCluster)
    {
        // Of the libraries only what an operator would have to act upon.
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Akka", level < LogEventLevel.Information ? LogEventLevel.Information : LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Error)
            .Filter.ByExcluding(logEvent => LibraryNoise.Is(logEvent) || (inCluster && LibraryNoise.IsOutage(logEvent)))
            .Enrich.FromLogContext();
        return json
            ? configuration.WriteTo.Console(new JsonLineFormatter()).CreateLogger()
            : configuration.WriteTo.Console(outputTemplate: TextTemplate, formatProvider: System.Globalization.CultureInfo.InvariantCulture).CreateLogger();
    }

    /// <summary>Whether lines are for people, where the log has no format it was told: they are at a terminal.</summary>
    public static bool IsText(string? format) => format is null ? !Console.IsOutputRedirected : format != "json";

    /// <summary>The level of a word that is one of the node's settings.</summary>
    public static LogEventLevel LevelOf(string word) => Enum.Parse<LogEventLevel>(word, ignoreCase: true);
}
