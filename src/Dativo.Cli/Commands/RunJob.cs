using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using Dativo.Ingest;

namespace Dativo.Cli.Commands;

/// <summary>
/// <c>dativo run</c> without the command-line library and everything else that a job does not need: the process starts
/// in a fraction of the time.
/// </summary>
internal static class RunJob
{
    /// <summary>The only mode there is; dativo-ingest's command lines name it.</summary>
    public const string SelfHosted = "self_hosted";

    /// <summary>
    /// The arguments of a plain and complete <c>run</c> command line; null for anything else (another command,
    /// <c>--help</c>, a mistake), which the command-line library handles.
    /// </summary>
    public static IngestArguments? TryParse(string[] args)
    {
        if (args.Length == 0 || args[0] != "run")
            return null;

        string? config = null;
        var maps = new List<string>();
        for (var i = 1; i < args.Length; i++)
        {
            var mark = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = mark < 0 ? args[i] : args[i][..mark];
            if (mark < 0 && ++i == args.Length)
                return null;
            var value = mark < 0 ? args[i] : args[i][(mark + 1)..];
            if (value.Length == 0 || value[0] == '-')
                return null;
            switch (name)
            {
                case "--config" when config is null:
                    config = value;
                    break;
                case "--mode" when value == SelfHosted:
                    break;
                case "--path-map":
                    maps.Add(value);
                    break;
                default:
                    return null;
            }
        }

        return config is null ? null : Arguments(config, maps);
    }

    /// <summary>The arguments, with paths counting from the current directory.</summary>
    public static IngestArguments Arguments(string config, IReadOnlyList<string> maps) =>
        new(config, Environment.CurrentDirectory) { PathMaps = maps };

    /// <summary>Runs the job with the process's own output, environment and signals; returns the job's exit code.</summary>
    public static async Task<int> RunAsync(IngestArguments arguments)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var output = Console.OpenStandardOutput();
        await using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };
        return await IngestProgram.RunAsync(arguments, output, error, TimeProvider.System, EnvironmentVariables(), stop.Token);

        void Stop(PosixSignalContext context)
        {
            // The job removes what it staged and ends by itself.
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static Dictionary<string, string> EnvironmentVariables()
    {
        var result = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            result[(string)entry.Key] = (string?)entry.Value ?? "";
        return result;
    }
}
