namespace Dativo.EndToEnd.Load;

/// <summary>What a job of the load does when its work is done.</summary>
public enum JobMode
{
    /// <summary>Exits with 0.</summary>
    Succeeds,

    /// <summary>Exits with 1, which its policy does not retry.</summary>
    Partial,

    /// <summary>Exits with 2 at all attempts but each third one.</summary>
    Flaky,

    /// <summary>Exits with 2 at every attempt.</summary>
    Fails,
}
