namespace Dativo.Actors.Workers.Processes;

/// <summary>A process could not be started. The message is for people; it contains neither arguments nor environment values.</summary>
public sealed class ProcessStartException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">The kind of failure.</param>
    /// <param name="message">What was wrong and what to do.</param>
    public ProcessStartException(ProcessStartFailure failure, string message)
        : base(message)
    {
        Failure = failure;
    }

    /// <summary>The kind of failure.</summary>
    public ProcessStartFailure Failure { get; }
}

/// <summary>Why a process could not be started.</summary>
public enum ProcessStartFailure
{
    /// <summary>The operating system refused for another reason.</summary>
    Other,

    /// <summary>There is no such program.</summary>
    ProgramNotFound,

    /// <summary>There is such a file, but it cannot be run.</summary>
    NotExecutable,

    /// <summary>The working directory does not exist or may not be entered.</summary>
    BadWorkingDirectory,

    /// <summary>The command is empty, or it or the environment cannot be handed to a process.</summary>
    BadArguments,

    /// <summary>No more processes, file descriptors or memory at this moment; may work later.</summary>
    OutOfResources,

    /// <summary>The host is not started, is stopping, or has lost its guard.</summary>
    Refused,
}
