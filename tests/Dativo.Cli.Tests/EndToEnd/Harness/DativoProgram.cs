using System.Diagnostics;

namespace Dativo.EndToEnd;

/// <summary>The real program, as users start it.</summary>
public static class DativoProgram
{
    /// <summary>How long anything that is waited for may take before it counts as failed; generous, since it only ever delays a failure.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private const string OwnPrefix = "DATIVO_";
    private static readonly string[] OwnVariables = ["NO_COLOR", "COLUMNS"];

    /// <summary>Where the program was built to.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "dativo.dll");

    /// <summary>
    /// A start of the program with redirected output and without this machine's own settings of it; with <paramref name="within"/>
    /// by a command that becomes the program, such as one that enters a network namespace first.
    /// </summary>
    public static ProcessStartInfo StartInfo(string directory, IEnumerable<string> arguments, params IEnumerable<string> within) =>
        StartInfo(File, directory, arguments, within);

    /// <summary>The same of a program that was built to another place.</summary>
    public static ProcessStartInfo StartInfo(string file, string directory, IEnumerable<string> arguments, params IEnumerable<string> within)
    {
        // A process started while its parent ignores Ctrl-C (as background jobs of shells do) would ignore it too.
        string[] signals = Signals.AreIgnoredHere ? ["env", "--default-signal=INT,QUIT"] : [];
        string[] command = [.. within, .. signals, "dotnet", file, .. arguments];
        var info = new ProcessStartInfo(command[0], command[1..]);
        info.WorkingDirectory = directory;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith(OwnPrefix, StringComparison.Ordinal)).Concat(OwnVariables).ToArray())
            info.Environment.Remove(name);
        return info;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CommandResult> RunAsync(string directory, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(directory, arguments))!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Limit);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
