using System.Collections.Immutable;
using Dativo.Actors.Workers.Processes;
using Dativo.Actors.Workers.Processes.Posix;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dativo.Actors.Tests.Workers;

/// <summary>A host for the tests of one class.</summary>
public sealed class ProcessHostFixture : IAsyncLifetime
{
    internal const string NotHere = "processes are tested on Linux";
    private readonly TemporaryDirectory _directory = new();

    internal IProcessHost Host { get; private set; } = null!;

    internal static IProcessHost NewHost(string dataDirectory, bool canPollForEnd = true) =>
        OperatingSystem.IsWindows()
            ? throw new PlatformNotSupportedException()
            : new PosixProcessHost(
                new ProcessHostOptions { DataDirectory = dataDirectory, Silence = TimeSpan.FromSeconds(60), OwnProgram = TestNodeProgram.Command },
                NullLogger.Instance,
                canPollForEnd);

    /// <summary>A host that may start processes.</summary>
    internal static async Task<IProcessHost> StartNewAsync(string dataDirectory)
    {
        var host = NewHost(dataDirectory);
        await host.StartAsync(CancellationToken.None).WaitAsync(TestTime.Limit);
        return host;
    }

    internal static ProcessSpec Shell(TemporaryDirectory directory, string script, params string[] arguments) =>
        Spec(directory, ["sh", "-c", script, "job", .. arguments]);

    internal static ProcessSpec Spec(TemporaryDirectory directory, ImmutableArray<string> command) =>
        new() { Command = command, WorkingDirectory = directory.Path, LogFile = directory.File("run.log") };

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux()) return;
        Host = await StartNewAsync(_directory.Path);
    }

    public async Task DisposeAsync()
    {
        if (Host is not null) await Host.DisposeAsync();
        _directory.Dispose();
    }
}
