using Dativo.Actors.Configuration.Reading;

namespace Dativo.Actors.Configuration;

/// <summary>
/// Looks after changes of the files of a definition. Files are compared by length and times, which also works where notices do not
/// (network file systems, mounted ConfigMaps): at each look the runner file, the files of which something was noticed, and some of the
/// others, so that a node with very many of them is not busy with looking.
/// </summary>
internal sealed class SourceLooks(SourceFiles sources)
{
    // Looking at a file takes two or three microseconds: of very many, a look at more would be most of what an idle node does.
    private const int FilesOfLook = 1_000;

    // What notices do not show, such as a change of what a symbolic link leads to, may take some minutes where there are very many.
    private const int FilesOfLookWithNotices = 250;

    private int _next;

    /// <summary>Whether a change was found. Not to be called while it is under way, nor after it found one.</summary>
    public bool FindChange()
    {
        if (sources.RunnerHasChanged())
            return true;
        var noticed = sources.Notices?.Take() ?? NoticedChanges.None;
        if (noticed.MayBeAny ? sources.AnyHasChanged(0, sources.Count) : sources.AnyHasChanged(noticed.Files))
            return true;
        var count = sources.Count > FilesOfLook && sources.Notices is { SeesAll: true } ? FilesOfLookWithNotices : FilesOfLook;
        if (sources.AnyHasChanged(_next, count))
            return true;
        _next = _next + count < sources.Count ? _next + count : 0;
        return false;
    }
}
