using System.ComponentModel;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>
/// Which files may have changed in the directories of a configuration, as the operating system tells. Only a hint: on network file
/// systems it does not tell what others change, and what a symbolic link leads to changes elsewhere. So files are looked at in turn all
/// the same, but of very many that can be slow where this says that it sees all of them.
/// </summary>
internal sealed class DirectoryNotices
{
    /// <summary>What watches them is shared with all other programs of the same user.</summary>
    private const int MostDirectories = 10_000;

    /// <summary>When so many files changed, all are looked at.</summary>
    private const int MostFiles = 1_000;

    /// <summary>Kubernetes changes all files of a mounted volume by a link of such a name beside them.</summary>
    private const string HiddenLinks = "..";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _directories = [];

    // What is not there yet, and would be looked into if it came.
    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);
    private Inotify? _system;
    private bool _isBlind;

    /// <summary>Whether every directory is watched that was asked for.</summary>
    public bool SeesAll
    {
        get
        {
            lock (_gate)
                return _system is not null && !_isBlind;
        }
    }

    /// <summary>To be called before all files are named anew: what was lost meanwhile is watched again.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_system is not null && !_isBlind)
                return;
            _system?.Dispose();
            _system = Inotify.TryOpen();
            _isBlind = false;
            _seen.Clear();
            _directories.Clear();
            _awaited.Clear();
        }
    }

    /// <summary>From now on notices what happens to the file. To be called before the file is looked at, or a change in between would be nobody's.</summary>
    /// <param name="path">The file, absolute; it need not exist.</param>
    public void Watch(string path)
    {
        var directory = Path.GetDirectoryName(path.AsSpan());
        lock (_gate)
        {
            if (_system is not null && !_isBlind && _seen.GetAlternateLookup<ReadOnlySpan<char>>().Add(directory))
                _isBlind = !TryWatch(directory.ToString());
        }
    }

    /// <summary>What was noticed since the last time.</summary>
    public NoticedChanges Take()
    {
        lock (_gate)
        {
            if (_system is null)
                return NoticedChanges.None;
            var files = new HashSet<string>(StringComparer.Ordinal);
            var all = false;
            try
            {
                _system.Read((what, watch, name) => all |= IsOfAll(what, watch, name, files));
            }
            catch (Win32Exception)
            {
                (_isBlind, all) = (true, true);
            }

            return new NoticedChanges(all || files.Count > MostFiles, files);
        }
    }

    private bool TryWatch(string directory)
    {
        while (!Directory.Exists(directory))
        {
            // Where nothing is something may come; that it does is seen in the directory above.
            _awaited.Add(directory);
            if (Path.GetDirectoryName(directory) is not { } above)
                return false;
            directory = above;
        }

        if (_directories.Count >= MostDirectories || !LinuxFiles.IsOnLocalFileSystem(directory) || _system!.TryWatch(directory) is not { } watch)
            return false;
        _directories[watch] = directory;
        return true;
    }

    /// <summary>Takes one notice; whether it may concern any file.</summary>
    private bool IsOfAll(Inotify.Event what, int watch, string name, HashSet<string> files)
    {
        const Inotify.Event Lost = Inotify.Event.DirectoryDeleted | Inotify.Event.DirectoryMoved | Inotify.Event.Unmounted | Inotify.Event.Ignored;
        if ((what & Inotify.Event.Overflow) != 0)
            return true;
        if ((what & Lost) != 0)
        {
            // At its place may be another directory by now.
            _isBlind = true;
            return true;
        }

        if (name.Length == 0 || !_directories.TryGetValue(watch, out var directory))
            return false;
        var path = Path.Combine(directory, name);
        if (_awaited.Contains(path))
        {
            _isBlind = true;
            return true;
        }

        if (files.Count <= MostFiles)
            files.Add(path);
        return name.StartsWith(HiddenLinks, StringComparison.Ordinal);
    }
}

/// <summary>Files that may have changed.</summary>
/// <param name="MayBeAny">Whether any other file may have, too.</param>
/// <param name="Files">Their paths; some may have nothing to do with the configuration.</param>
internal readonly record struct NoticedChanges(bool MayBeAny, IReadOnlySet<string> Files)
{
    /// <summary>No changes.</summary>
    public static readonly NoticedChanges None = new(false, new HashSet<string>());
}
