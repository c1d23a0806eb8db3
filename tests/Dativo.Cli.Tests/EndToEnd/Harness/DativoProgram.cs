using System.Diagnostics;

namespace Dativo.EndToEnd;

/// <summary>The real program, as users start it.</summary>
public static class DativoProgram
{
    /// <summary>How long anything that is waited for may take before it counts as failed; generous, since it only ever delays a failure.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static readonly string[] OwnVariables = ["DATIVO_SERVER", "DATIVO_TOKEN", "DATIVO_GUARD", "NO_COLOR", "COLUMNS"];

    /// <summary>Where the program was built to.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "dativo.dll");

    /// <summary>A start of the program with redirected output and without this machine's own settings of it.</summary>
    public static ProcessStartInfo StartInfo(string directory, IEnumerable<string> arguments)
    {
        // A process started while its parent ignores Ctrl-C (as background jobs of shells do) would ignore it too.
        var info = Signals.AreIgnoredHere
            ? new ProcessStartInfo("env", ["--default-signal=INT,QUIT", "dotnet", File, .. arguments])
            : new ProcessStartInfo("dotnet", [File, .. arguments]);
        info.WorkingDirectory = directory;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        foreach (var name in OwnVariables)
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
