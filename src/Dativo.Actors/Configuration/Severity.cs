namespace Dativo.Actors.Configuration;

/// <summary>How bad a <see cref="Diagnostic"/> is.</summary>
public enum Severity
{
    /// <summary>The file, or the schedule whose job file it is in, cannot be used.</summary>
    Error,

    /// <summary>The file can be used, though probably not everything in it does what its author meant.</summary>
    Warning,
}
