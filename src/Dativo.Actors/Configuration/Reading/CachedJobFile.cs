using System.Collections.Immutable;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>What decides how a job file is read.</summary>
/// <param name="Path">The file, absolute.</param>
/// <param name="Display">The file as messages name it.</param>
/// <param name="ChecksEnginePaths">Whether paths in it must lead somewhere.</param>
/// <param name="Order">Its place among the job files; no part of what is compared.</param>
internal sealed record JobFileKey(string Path, string Display, bool ChecksEnginePaths, int Order)
{
    public bool Equals(JobFileKey? other) =>
        other is not null && Path == other.Path && Display == other.Display && ChecksEnginePaths == other.ChecksEnginePaths;

    public override int GetHashCode() => HashCode.Combine(Path, ChecksEnginePaths);
}

/// <summary>A job file that was read, with how it and what it depends upon looked then.</summary>
internal sealed record CachedJobFile(JobLoadResult Result, ImmutableArray<FileStamp> Stamps, bool IsReusable, int Order)
{
    public static CachedJobFile Read(JobFileKey key, FileReading reading)
    {
        // Stamps are taken before reading: a change in between makes the next load read again, never miss it.
        var stamp = FileStamp.Of(key.Path);
        var result = JobReader.ReadFile(key.Path, key.Display, key.ChecksEnginePaths, reading);
        ImmutableArray<FileStamp> stamps = [stamp, .. result.Files.Where(file => file != key.Path).Select(FileStamp.Of)];

        // What it says of other files (its connector's type, paths that lead nowhere) can change without any stamp here doing so.
        var now = reading.Options.Clock.GetUtcNow();
        return new CachedJobFile(result, stamps, result.Diagnostics.IsEmpty && stamps.All(each => each.IsSettled(now)), key.Order);
    }

    /// <summary>Whether the files are as they were.</summary>
    public bool IsCurrent() => IsReusable && Stamps.All(static stamp => FileStamp.Of(stamp.Path) == stamp);
}
