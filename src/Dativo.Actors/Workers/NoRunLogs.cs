namespace Dativo.Actors.Workers;

/// <summary>The logs of a node whose attempts are no processes.</summary>
internal sealed class NoRunLogs : IRunLogSource
{
    /// <inheritdoc />
    public IRunLogReading? Open(Guid runId, int attempt) => null;
}
