using Dativo.Actors.Workers.Processes.Posix;

namespace Dativo.Actors.Workers.Guard;

/// <summary>
/// The guard: a small process beside a node, on whose life the lives of the node's jobs hang. When the node dies (the pipe from it ends) or
/// freezes (it gives no sign of life for too long), or when the time is over until which
/// the node said they may run (its lease), the guard kills them. It uses little of .NET, to start fast and to stay small.
/// </summary>
public static unsafe class GuardProgram
{
    private const int Usage = 2;
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int LockRetryMilliseconds = 20;

    /// <summary>Is the guard, until the node's pipe ends and all the node's processes are dead.</summary>
    /// <param name="arguments">What follows <c>guard</c> on the command line.</param>
    /// <returns>The exit code: 0, or 2 for wrong arguments or an unusable data directory, told on stderr.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (OperatingSystem.IsWindows() || GuardArguments.Parse(arguments) is not { } parsed)
        {
            Console.Error.WriteLine("dativo guard is started by 'dativo start' and is of no use otherwise (arguments: --data-dir DIR --id ID --silence-ms N; Linux and macOS).");
            return Usage;
        }

        // Whoever asks the node to stop must not stop the guard before it.
        foreach (var signal in (ReadOnlySpan<int>)[Libc.SigHup, Libc.SigInt, Libc.SigTerm]) _ = Libc.signal(signal, 1);

        GuardLock guardLock;
        try
        {
            guardLock = new GuardLock(parsed.DataDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return Usage;
        }

        Watch(parsed, guardLock);
        return 0;
    }

    private static void Watch(GuardArguments arguments, GuardLock guardLock)
    {
        var silence = (long)arguments.Silence.TotalMilliseconds;
        var inbox = new GuardInbox(StandardInput);
        var killer = new GuardKiller(arguments.Id);
        var lastSign = Environment.TickCount64;
        var runUntil = long.MaxValue;
        var locked = false;
        var fired = false;
        while (true)
        {
            var wait = fired ? killer.NextLookMilliseconds : Math.Max(0, Math.Min(lastSign + silence, runUntil) - Environment.TickCount64);
            if (!locked) wait = Math.Min(wait, LockRetryMilliseconds);
            if (!inbox.Wait((int)wait)) break;
            while (inbox.TryTake(out var kind, out var number))
            {
                switch (kind)
                {
                    case GuardProtocol.Heartbeat:
                        // When it was sent is what counts: a guard that was frozen itself must not take old signs for new ones.
                        lastSign = Math.Max(lastSign, Math.Min(number, Environment.TickCount64));
                        Tell(GuardProtocol.Alive);
                        break;
                    case GuardProtocol.RunUntil:
                        runUntil = number;
                        break;
                    case GuardProtocol.Add:
                        killer.Add((int)number);
                        break;
                    case GuardProtocol.Remove:
                        killer.Remove((int)number);
                        break;
                }
            }

            var now = Environment.TickCount64;
            if (!fired && (now - lastSign >= silence || now >= runUntil))
            {
                fired = true;
                Tell(now >= runUntil ? GuardProtocol.Ended : GuardProtocol.Fired);
            }

            if (fired) killer.Kill();
            if (!locked && guardLock.TryTake())
            {
                locked = true;
                TakeOver(arguments.Id, guardLock);
                Tell(GuardProtocol.Ready);
            }
        }

        killer.KillUntilNoneIsLeft();
        if (locked) guardLock.Clear();
    }

    private static void TakeOver(string id, GuardLock guardLock)
    {
        // A name in the file is that of a guard that was killed itself. If it is this guard's own id, its node lives and replaced it.
        var earlier = guardLock.ReadHolder();
        if (earlier.Length > 0 && earlier != id) new GuardKiller(earlier).KillUntilNoneIsLeft();
        guardLock.WriteHolder(id);
    }

    private static void Tell(byte letter)
    {
        // A frozen node does not read: then the pipe fills up, and waiting for it would be the wrong thing to do.
        var poll = new PollDescriptor { Descriptor = StandardOutput, Events = Libc.PollOut };
        if (Libc.poll(&poll, 1, 0) == 1 && (poll.Happened & Libc.PollOut) != 0) _ = Libc.write(StandardOutput, &letter, 1);
    }
}
