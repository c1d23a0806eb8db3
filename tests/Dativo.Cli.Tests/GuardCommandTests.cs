using System.Diagnostics;
using Dativo.Actors.Workers.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Cli.Tests;

/// <summary>The real program as a guard.</summary>
public sealed class GuardCommandTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "dativo.dll");

    [Fact]
    public async Task A_host_guarded_by_dativo_itself_runs_processes()
    {
        var directory = Directory.CreateTempSubdirectory("dativo-test-");
        try
        {
            var options = new ProcessHostOptions { DataDirectory = directory.FullName, Silence = TimeSpan.FromSeconds(60), OwnProgram = ["dotnet", Program] };
            await using var host = ProcessHost.Create(options, NullLogger.Instance);
            await host.StartAsync(CancellationToken.None).WaitAsync(Limit);

            var spec = new ProcessSpec
            {
                Command = ["dativo", "guard", "wrong"],
                WorkingDirectory = directory.FullName,
                LogFile = Path.Combine(directory.FullName, "run.log"),
            };
            var exit = await host.Start(spec).Exited.WaitAsync(Limit);

            Assert.Equal(ExitCodes.Usage, exit.ExitCode);
            Assert.Contains("dativo guard is started by 'dativo start'", exit.ErrorTail, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_guard_is_no_command_for_people()
    {
        using var help = Process.Start(new ProcessStartInfo("dotnet", [Program, "--help"]) { RedirectStandardOutput = true })!;
        var text = await help.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
        await help.WaitForExitAsync().WaitAsync(Limit);

        Assert.Contains("Dativo Actors", text, StringComparison.Ordinal);
        Assert.DoesNotContain("guard", text, StringComparison.Ordinal);
    }
}
