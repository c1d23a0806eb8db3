using System.Text;
using Dativo.Actors.Workers.Guard;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>
/// Children that the node did not start (Linux): processes whose parents died become children of the node, because it asked for that, or because
/// it is process 1 of a container. So whatever a job left behind outside its process group (a daemon) is found here, and dies with the job.
/// Used by the pump's thread only.
/// </summary>
internal sealed unsafe class Adoptees
{
    private const int SweepMilliseconds = 5000;
    private const int UndecidedMilliseconds = 200;

    private readonly ProcessMarks _marks;
    private readonly Func<int, bool> _isStarted;
    private readonly byte[] _path;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly HashSet<int> _killed = [];
    private readonly Dictionary<long, int> _looks = [];
    private HashSet<int> _zombies = [];

    private Adoptees(string guardId, Func<int, bool> isStarted, byte[] path)
    {
        _marks = new ProcessMarks(guardId);
        _isStarted = isStarted;
        _path = path;
    }

    /// <summary>When <see cref="Sweep"/> is due, by <see cref="Environment.TickCount64"/>.</summary>
    internal long NextSweep { get; private set; } = Environment.TickCount64 + SweepMilliseconds;

    /// <summary>Makes the node adopt orphans of its jobs; null where the system cannot do that.</summary>
    /// <param name="guardId">The id that the node's jobs carry.</param>
    /// <param name="isStarted">Whether a process id is one that the host itself started and has not reaped.</param>
    internal static Adoptees? TryCreate(string guardId, Func<int, bool> isStarted)
    {
        // The kernel gives orphans to the first thread of a process, whose id is the process's own.
        var path = $"/proc/self/task/{Environment.ProcessId}/children";
        return OperatingSystem.IsLinux() && Libc.BecomeSubreaper() && File.Exists(path)
            ? new Adoptees(guardId, isStarted, Encoding.ASCII.GetBytes(path + "\0"))
            : null;
    }

    /// <summary>Kills what an ended process left behind; true when nothing of it is alive.</summary>
    /// <param name="number">The number of the start.</param>
    /// <param name="sinceEnd">For how long the process has been over, in milliseconds.</param>
    internal bool Kill(long number, long sinceEnd)
    {
        var others = 0;
        var found = false;
        foreach (var pid in Children())
        {
            if (_isStarted(pid)) continue;
            others++;
            if (_killed.Contains(pid))
            {
                found |= !TryReap(pid);
                continue;
            }

            switch (_marks.Read(pid, out var itsNumber))
            {
                case MarkState.Marked when itsNumber == number:
                    _ = Libc.kill(pid, Libc.SigKill);
                    _killed.Add(pid);
                    found = true;
                    break;

                // One that just becomes another program shows no environment for a moment.
                case MarkState.Empty when sinceEnd < UndecidedMilliseconds && !IsZombie(pid):
                    found = true;
                    break;
            }
        }

        // The kernel may leave out one child of a list that changes while it is read: where there is any, two looks must agree.
        var clean = found ? 0 : _looks.GetValueOrDefault(number) + 1;
        if (clean >= (others == 0 ? 1 : 2))
        {
            _looks.Remove(number);
            return true;
        }

        _looks[number] = clean;
        return false;
    }

    /// <summary>
    /// Reaps orphans that ended by themselves. A dead child that is still there after two sweeps belongs to nobody: the .NET runtime reaps
    /// the processes that others in this program started as soon as they end.
    /// </summary>
    internal void Sweep(long now)
    {
        if (now < NextSweep) return;
        NextSweep = now + SweepMilliseconds;
        var zombies = new HashSet<int>();
        foreach (var pid in Children())
        {
            if (_isStarted(pid) || !IsZombie(pid)) continue;
            if (!_zombies.Contains(pid) || !TryReap(pid)) zombies.Add(pid);
        }

        _zombies = zombies;
        _killed.RemoveWhere(pid => TryReap(pid));
    }

    private static bool IsZombie(int pid) => ProcessStatus.Read(pid) is null or { IsDead: true };

    private bool TryReap(int pid)
    {
        int status;
        if (Libc.waitpid(pid, &status, Libc.WNoHang) == 0) return false;
        _killed.Remove(pid);
        return true;
    }

    private List<int> Children()
    {
        var children = new List<int>();
        int descriptor;
        fixed (byte* path = _path) descriptor = Libc.open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (descriptor < 0) return children;
        var length = 0;
        fixed (byte* buffer = _buffer)
        {
            for (nint read; length < _buffer.Length && (read = Libc.read(descriptor, buffer + length, (nuint)(_buffer.Length - length))) > 0;)
            {
                length += (int)read;
            }
        }

        _ = Libc.close(descriptor);
        var pid = 0;
        foreach (var letter in _buffer.AsSpan(0, length))
        {
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                pid = 10 * pid + (letter - '0');
                continue;
            }

            if (pid > 0) children.Add(pid);
            pid = 0;
        }

        return children;
    }
}
