using System.Globalization;

namespace Dativo.Cli.Client;

/// <summary>What a client command takes from the process it runs in.</summary>
internal sealed record CliHost
{
    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The clock of relative times and pauses.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Who runs the command.</summary>
    public required string UserName { get; init; }

    /// <summary>The width of the terminal in columns; null when the output goes elsewhere and may be as wide as it must.</summary>
    public required int? Width { get; init; }

    /// <summary>Whether the output may be coloured: a terminal, and <c>NO_COLOR</c> not set (no-color.org).</summary>
    public required bool Colours { get; init; }

    /// <summary>This process.</summary>
    public static CliHost OfProcess()
    {
        var terminal = !Console.IsOutputRedirected;
        return new CliHost
        {
            Environment = System.Environment.GetEnvironmentVariable,
            Clock = TimeProvider.System,
            UserName = System.Environment.UserName,
            Width = terminal ? TerminalWidth() : Columns(),
            Colours = terminal
                && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR"))
                && System.Environment.GetEnvironmentVariable("TERM") != "dumb",
        };
    }

    private static int? TerminalWidth() => Console.WindowWidth is > 0 and var width ? width : Columns();

    private static int? Columns() =>
        int.TryParse(System.Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0
            ? columns
            : null;
}
