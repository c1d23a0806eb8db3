namespace Dativo.Actors.Workers.Processes;

/// <summary>The guard of a node's processes could not be started.</summary>
public sealed class GuardException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public GuardException(string message)
        : base(message)
    {
    }
}
