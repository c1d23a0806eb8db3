namespace Dativo.Actors.Workers;

/// <summary>The logs of the attempts that this node ran.</summary>
internal interface IRunLogSource
{
    /// <summary>Opens the log of an attempt at its beginning; null when this node has none.</summary>
    IRunLogReading? Open(Guid runId, int attempt);
}

/// <summary>A log that is being read, from its beginning on. Used by one reader at a time, who disposes it.</summary>
internal interface IRunLogReading : IDisposable
{
    /// <summary>
    /// Reads what comes next; 0 when there is nothing more at this moment, which is the end unless
    /// <paramref name="mayGrow"/>.
    /// </summary>
    /// <exception cref="IOException">The log could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The log may not be read.</exception>
    int Read(Span<byte> buffer, out bool mayGrow);
}
