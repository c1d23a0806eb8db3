using Dativo.Actors.Workers.Processes.Output;

namespace Dativo.Actors.Workers.Processes;

/// <summary>
/// Hears of a process's events while it runs. It is called for one process from one thread at a time and before
/// <see cref="IRunningProcess.Exited"/> completes, on the thread that reads the output of all processes: it must not block.
/// </summary>
public interface IProcessObserver
{
    /// <summary>The process wrote a line that is an event. A job may write thousands in a second; what is thrown here is logged and otherwise ignored.</summary>
    void OnEvent(OutputEvent outputEvent);
}
