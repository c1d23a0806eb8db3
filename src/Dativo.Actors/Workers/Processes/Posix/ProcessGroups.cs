namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>Looks at process groups that were killed and whose leader is reaped.</summary>
internal static unsafe class ProcessGroups
{
    /// <summary>Whether nothing of a group is alive.</summary>
    /// <param name="group">The group.</param>
    /// <param name="thorough">
    /// Whether to look at all processes of the machine if the group still exists (Linux): it may consist of dead processes whose parent, outside
    /// the group, does not care. Where that is not possible, thorough means to take the group for dead.
    /// </param>
    internal static bool IsGone(int group, bool thorough)
    {
        // Those whose parents died are this node's children now (Linux), or those of process 1, which reaps by itself.
        int status;
        while (Libc.waitpid(-group, &status, Libc.WNoHang) > 0)
        {
        }

        if (Libc.kill(-group, 0) != 0 && Libc.LastError == Errno.NoProcess) return true;
        return thorough && !(OperatingSystem.IsLinux() && HasLiving(group));
    }

    private static bool HasLiving(int group)
    {
        foreach (var pid in ProcessStatus.AllProcesses())
        {
            if (ProcessStatus.Read(pid) is { IsDead: false } status && status.Group == group) return true;
        }

        return false;
    }
}
