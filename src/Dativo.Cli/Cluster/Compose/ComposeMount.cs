namespace Dativo.Cli.Cluster.Compose;

/// <summary>A directory of a container.</summary>
/// <param name="Source">The directory of this machine, as the file names it, or the volume's name; null for a volume of each container's own.</param>
/// <param name="IsVolume">Whether the source is a volume.</param>
/// <param name="Target">Where the container has it: an absolute path without a slash at its end.</param>
internal sealed record ComposeMount(string? Source, bool IsVolume, string Target)
{
    /// <summary>Reads the short form: <c>TARGET</c>, <c>SOURCE:TARGET</c>, <c>SOURCE:TARGET:MODE</c>; null when it is none.</summary>
    public static ComposeMount? Parse(string text)
    {
        var parts = text.Split(':');
        var target = parts.Length == 1 ? parts[0] : parts[1];
        if (parts.Length > 3 || !target.StartsWith('/') || target.Length < 2 || parts[0].Length == 0)
            return null;
        return parts.Length == 1
            ? new ComposeMount(null, true, target.TrimEnd('/'))
            : new ComposeMount(parts[0], !parts[0].StartsWith('.') && !parts[0].StartsWith('/'), target.TrimEnd('/'));
    }
}
