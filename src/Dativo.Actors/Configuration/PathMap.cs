using System.Diagnostics.CodeAnalysis;

namespace Dativo.Actors.Configuration;

/// <summary>Where a directory named in configuration files is on this machine, as in <c>--path-map /app=DIR</c>.</summary>
/// <param name="From">The absolute directory as the files name it, without a slash at its end.</param>
/// <param name="To">The directory that is meant; relative ones count from the current directory.</param>
public sealed record PathMap(string From, string To)
{
    /// <summary>Reads <c>FROM=TO</c>.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="map">The map, when the answer is true.</param>
    /// <param name="error">What is wrong with the text, when the answer is false.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PathMap? map, [NotNullWhen(false)] out string? error)
    {
        map = null;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var from = equals < 0 ? "" : text[..equals].TrimEnd('/', '\\');
        var to = equals < 0 ? "" : text[(equals + 1)..];
        error = (equals, from, to) switch
        {
            ( < 0, _, _) => $"'{text}' has no '=' (expected FROM=DIR, such as /app=.)",
            (_, "", _) => $"'{text}' names no directory before the '=' (expected FROM=DIR, such as /app=.)",
            (_, _, "") => $"'{text}' names no directory after the '=' (expected FROM=DIR, such as /app=.)",
            _ when !System.IO.Path.IsPathRooted(from) => $"'{text}' maps a relative path (expected an absolute one before the '=', such as /app=.)",
            _ => null,
        };
        if (error is not null)
            return false;
        map = new PathMap(from, to);
        return true;
    }

    /// <summary>The path with this map applied; null when it does not lie in <see cref="From"/>.</summary>
    internal string? Apply(string path)
    {
        if (!path.StartsWith(From, StringComparison.Ordinal))
            return null;
        if (path.Length == From.Length)
            return To;
        return path[From.Length] is '/' or '\\' ? System.IO.Path.Join(To, path[(From.Length + 1)..]) : null;
    }
}
