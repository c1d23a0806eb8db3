namespace Dativo.Ingest.Publish;

/// <summary>Where things are in an asset's directory. Everything but the data lies under <c>.dativo</c>, which readers of
/// tables skip, and no file there ends in <c>.parquet</c>.</summary>
internal sealed class AssetDirectory(string root)
{
    private const string Hidden = ".dativo";

    public string Root { get; } = root;

    /// <summary>One directory per run that is at work, or was when its process died.</summary>
    public string StagingRoot => Path.Combine(Root, Hidden, "staging");

    public string RunsRoot => Path.Combine(Root, Hidden, "runs");

    public string Staging(string runId) => Path.Combine(StagingRoot, runId);

    /// <summary>What the run has published.</summary>
    public string Journal(string runId) => Path.Combine(RunsRoot, runId + ".json");

    /// <summary>The full path of a relative path with forward slashes.</summary>
    public string Full(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));
}
