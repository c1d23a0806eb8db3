using System.Globalization;

namespace Dativo.Actors.Workers.Guard;

/// <summary>The arguments of <c>dativo guard</c>.</summary>
/// <param name="DataDirectory">Where the lock is.</param>
/// <param name="Id">What the node's jobs carry in their environment.</param>
/// <param name="Silence">How long the node may be silent.</param>
internal sealed record GuardArguments(string DataDirectory, string Id, TimeSpan Silence)
{
    /// <summary>The shortest silence that makes sense, given that the node's heartbeat comes every sixth of it.</summary>
    internal static readonly TimeSpan ShortestSilence = TimeSpan.FromMilliseconds(300);

    /// <summary>The arguments as a command line.</summary>
    internal string[] ToCommandLine() =>
        ["--data-dir", DataDirectory, "--id", Id, "--silence-ms", ((long)Silence.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)];

    /// <summary>Reads a command line; null when it is not complete and correct.</summary>
    internal static GuardArguments? Parse(ReadOnlySpan<string> arguments)
    {
        string? directory = null;
        string? id = null;
        long silence = 0;
        if (arguments.Length % 2 != 0) return null;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            switch (arguments[i])
            {
                case "--data-dir":
                    directory = arguments[i + 1];
                    break;
                case "--id":
                    id = arguments[i + 1];
                    break;
                case "--silence-ms" when long.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value):
                    silence = value;
                    break;
                default:
                    return null;
            }
        }

        return directory is null || string.IsNullOrEmpty(id) || silence < ShortestSilence.TotalMilliseconds || silence > int.MaxValue
            ? null
            : new GuardArguments(directory, id, TimeSpan.FromMilliseconds(silence));
    }
}
