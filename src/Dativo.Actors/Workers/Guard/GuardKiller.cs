using Dativo.Actors.Workers.Processes.Posix;

namespace Dativo.Actors.Workers.Guard;

/// <summary>Knows the process groups of a node and kills them; on Linux also everything else that carries the guard's id.</summary>
internal sealed unsafe class GuardKiller
{
    private const int PauseMilliseconds = 20;
    private const int SlowPauseMilliseconds = 1000;
    private const long FastLooksMilliseconds = 5000;
    private const long UndecidedLimitMilliseconds = 2000;

    private readonly HashSet<int> _groups = [];
    private readonly ProcessMarks _marks;
    private readonly long _bornAt;
    private long _firstLook = -1;

    /// <summary>Makes a killer that knows no group yet.</summary>
    internal GuardKiller(string guardId)
    {
        _marks = new ProcessMarks(guardId);
        _bornAt = OperatingSystem.IsLinux() ? ProcessStatus.Read(Environment.ProcessId)?.StartTime ?? 0 : 0;
    }

    /// <summary>How long to wait before the next <see cref="Kill"/>: not long at first, when processes may just be starting.</summary>
    internal long NextLookMilliseconds =>
        Environment.TickCount64 - _firstLook < FastLooksMilliseconds ? PauseMilliseconds : SlowPauseMilliseconds;

    /// <summary>A group that must be killed when the time comes.</summary>
    internal void Add(int group) => _groups.Add(group);

    /// <summary>A group that is none any more.</summary>
    internal void Remove(int group) => _groups.Remove(group);

    /// <summary>Kills everything there is; whether something was there, or may be.</summary>
    internal bool Kill()
    {
        if (_firstLook < 0) _firstLook = Environment.TickCount64;

        // Once each: after that the id may come to belong to a group that has nothing to do with the node.
        foreach (var group in _groups) _ = Libc.kill(-group, Libc.SigKill);
        _groups.Clear();
        return OperatingSystem.IsLinux() && KillMarked();
    }

    /// <summary>Kills until nothing has been there in two looks.</summary>
    internal void KillUntilNoneIsLeft()
    {
        for (var clean = 0; ;)
        {
            clean = Kill() ? 0 : clean + 1;
            if (clean == 2 || !OperatingSystem.IsLinux()) return;
            _ = Libc.poll(null, 0, (int)NextLookMilliseconds);
        }
    }

    private bool KillMarked()
    {
        var found = false;
        foreach (var pid in ProcessStatus.AllProcesses())
        {
            switch (_marks.Read(pid, out _))
            {
                case MarkState.Marked:
                    _ = Libc.kill(pid, Libc.SigKill);
                    found = true;
                    break;
                case MarkState.Empty:
                    found |= MayBecomeMarked(pid);
                    break;
            }
        }

        return found;
    }

    /// <summary>
    /// Whether a process without an environment may be one of the node's: the node's pipe ends when a program that was being started in that
    /// moment has taken over, a few microseconds before its environment can be seen. Processes that want no environment look the same; they are
    /// waited for only a short time.
    /// </summary>
    private bool MayBecomeMarked(int pid) =>
        Environment.TickCount64 - _firstLook < UndecidedLimitMilliseconds
        && ProcessStatus.Read(pid) is { IsDead: false, IsKernelThread: false } status
        && status.StartTime >= _bornAt;
}
