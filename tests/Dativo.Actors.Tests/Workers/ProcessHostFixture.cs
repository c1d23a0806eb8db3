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

    internal static ProcessSpec Shell(TemporaryDirectory directory, string script, params string[] arguments) =>
        Spec(directory, ["sh", "-c", script, "job", .. arguments]);

    internal static ProcessSpec Spec(TemporaryDirectory directory, ImmutableArray<string> command) =>
        new() { Command = command, WorkingDirectory = directory.Path, LogFile = directory.File("run.log") };

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux()) return;
        Host = NewHost(_directory.Path);
        await Host.StartAsync(CancellationToken.None).WaitAsync(TestTime.Limit);
    }

    public async Task DisposeAsync()
    {
        if (Host is not null) await Host.DisposeAsync();
        _directory.Dispose();
    }
}
