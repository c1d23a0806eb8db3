using System.Diagnostics.CodeAnalysis;

namespace Dativo.Actors.Configuration.Node;

/// <summary>Reads a secret that a file holds, as Docker and Kubernetes hand them out. What it says is never part of a message.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The text of the file without white space around it.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out string? secret, [NotNullWhen(false)] out string? problem)
    {
        secret = null;
        problem = null;
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                problem = "is too large for a secret (expected at most 64 KiB)";
            else if (File.ReadAllText(path).Trim() is { Length: > 0 } text)
                secret = text;
            else
                problem = "is an empty file (expected the secret in it)";
        }
        catch (UnauthorizedAccessException)
        {
            problem = "cannot be read: permission denied";
        }
        catch (IOException)
        {
            problem = "cannot be read: another program holds it, or the disk fails";
        }

        return secret is not null;
    }
}
