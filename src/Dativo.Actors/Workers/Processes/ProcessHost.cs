using Dativo.Actors.Workers.Processes.Posix;
using Dativo.Actors.Workers.Processes.Windows;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Workers.Processes;

/// <summary>Makes the process host of the platform the node runs on.</summary>
public static class ProcessHost
{
    /// <summary>Makes a host; nothing is started before <see cref="IProcessHost.StartAsync"/>.</summary>
    /// <param name="options">How processes are hosted and guarded.</param>
    /// <param name="logger">Hears what an operator should know: a guard that had to be replaced, an observer that threw.</param>
    public static IProcessHost Create(ProcessHostOptions options, ILogger logger) =>
        OperatingSystem.IsWindows() ? new WindowsProcessHost(options, logger) : new PosixProcessHost(options, logger);
}
