namespace Dativo.Cli.Cluster;

/// <summary>When a node that ended is started again.</summary>
internal enum RestartPolicy
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>When it ended with anything but 0.</summary>
    OnFailure,

    /// <summary>Whenever it ended.</summary>
    Always,
}
