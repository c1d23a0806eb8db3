using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Dativo.Actors.Configuration.Reading;

namespace Dativo.Actors.Configuration.Memory;

/// <summary>A text of a runner file whose schedules nothing else decides, save where their job files are.</summary>
/// <param name="Source">The runner file, and how it looked just before it was read.</param>
/// <param name="Hash">What tells its text from others.</param>
/// <param name="Missed">Where job files would come first and were not, absolute.</param>
internal sealed record RunnerText(SourceFile Source, ImmutableArray<byte> Hash, ImmutableArray<string> Missed)
{
    /// <summary>Where the schedules stand in the file; null when that is not known.</summary>
    public RunnerHead? Head { get; init; }

    /// <summary>Whether a change of the file since it was read shows in how it looks.</summary>
    public bool IsSettled { get; init; }

    /// <summary>The hash of a text.</summary>
    public static ImmutableArray<byte> HashOf(string text) => ImmutableCollectionsMarshal.AsImmutableArray(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));

    /// <summary>Whether the file still says the same, and its schedules still mean the same job files.</summary>
    public bool Says(string file, ImmutableArray<byte> hash) => Source.Path == file && Hash.AsSpan().SequenceEqual(hash.AsSpan()) && AreStillMissing(Missed);

    /// <summary>The same, without reading the file: it looks as it did.</summary>
    public bool LooksLike(SourceFile source) => IsSettled && source == Source && AreStillMissing(Missed);

    private static bool AreStillMissing(ImmutableArray<string> paths)
    {
        // Where a directory is missing, so is everything in it: mostly nothing more has to be looked at.
        string? known = null;
        var exists = false;
        foreach (var path in paths)
        {
            var directory = Path.GetDirectoryName(path)!;
            if (directory != known)
                (known, exists) = (directory, Directory.Exists(directory));
            if (exists && System.IO.File.Exists(path))
                return false;
        }

        return true;
    }
}
