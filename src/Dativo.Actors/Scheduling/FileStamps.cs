using System.Collections.Immutable;

namespace Dativo.Actors.Scheduling;

/// <summary>The lengths and times of the last write of some files, to see whether one of them changed.</summary>
internal sealed class FileStamps : IEquatable<FileStamps>
{
    public static readonly FileStamps None = new([], []);

    private readonly ImmutableArray<(long Length, long WrittenAt)> _stamps;

    private FileStamps(ImmutableArray<string> files, ImmutableArray<(long Length, long WrittenAt)> stamps)
    {
        Files = files;
        _stamps = stamps;
    }

    public ImmutableArray<string> Files { get; }

    public static FileStamps Take(IReadOnlyList<string> files) => new([.. files], [.. files.Select(StampOf)]);

    /// <summary>These files; with the stamps of <paramref name="before"/> for those that it has.</summary>
    public FileStamps KeepOlder(FileStamps before)
    {
        var older = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        for (var i = 0; i < before.Files.Length; i++)
            older[before.Files[i]] = before._stamps[i];
        return new FileStamps(Files, [.. Files.Select((file, i) => older.GetValueOrDefault(file, _stamps[i]))]);
    }

    public bool Equals(FileStamps? other) =>
        other is not null && Files.AsSpan().SequenceEqual(other.Files.AsSpan()) && _stamps.AsSpan().SequenceEqual(other._stamps.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as FileStamps);

    public override int GetHashCode() => Files.Length;

    private static (long Length, long WrittenAt) StampOf(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? (info.Length, info.LastWriteTimeUtc.Ticks) : (-1, 0);
    }
}
