namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>Starts one process with <c>posix_spawn</c>, which, unlike fork, costs the same however much memory the node has.</summary>
internal static unsafe class Spawner
{
    // Larger than the type of any C library (80 bytes in glibc, less elsewhere).
    private const int SizeOfFileActions = 512;

    /// <summary>Starts a process; returns its id.</summary>
    /// <param name="attributes">Group or session.</param>
    /// <param name="file">The absolute path of the program.</param>
    /// <param name="command">What the program sees as its name and arguments.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="workingDirectory">The directory to start in, or null for the node's own.</param>
    /// <param name="standardInput">A descriptor, or -1 for nothing to read.</param>
    /// <param name="standardOutput">A descriptor.</param>
    /// <param name="standardError">A descriptor.</param>
    /// <exception cref="ProcessStartException">The operating system refused.</exception>
    internal static int Spawn(
        SpawnAttributes attributes,
        string file,
        ReadOnlySpan<string> command,
        byte** environment,
        string? workingDirectory,
        int standardInput,
        int standardOutput,
        int standardError)
    {
        var actions = stackalloc byte[SizeOfFileActions];
        using var paths = new NativeStrings([], [file, workingDirectory ?? "", "/dev/null"]);
        using var arguments = new NativeStrings([], command);
        var error = Libc.posix_spawn_file_actions_init(actions);
        if (error != 0) throw Failure(error, command[0], file, workingDirectory);
        try
        {
            error = standardInput < 0
                ? Libc.posix_spawn_file_actions_addopen(actions, 0, paths.Pointers[2], Libc.OpenReadOnly, 0)
                : Libc.posix_spawn_file_actions_adddup2(actions, standardInput, 0);
            if (error == 0) error = Libc.posix_spawn_file_actions_adddup2(actions, standardOutput, 1);
            if (error == 0) error = Libc.posix_spawn_file_actions_adddup2(actions, standardError, 2);
            if (error == 0 && workingDirectory is not null) error = Libc.posix_spawn_file_actions_addchdir_np(actions, paths.Pointers[1]);

            var pid = 0;
            if (error == 0) error = Libc.posix_spawn(&pid, paths.Pointers[0], actions, attributes.Native, arguments.Pointers, environment);
            return error == 0 ? pid : throw Failure(error, command[0], file, workingDirectory);
        }
        finally
        {
            _ = Libc.posix_spawn_file_actions_destroy(actions);
        }
    }

    /// <summary>The failure for an error number of the operating system.</summary>
    internal static ProcessStartException Failure(int error, string program, string file, string? workingDirectory)
    {
        if (workingDirectory is not null && !Directory.Exists(workingDirectory))
        {
            return new ProcessStartException(ProcessStartFailure.BadWorkingDirectory, $"the working directory '{workingDirectory}' does not exist");
        }

        if (error is Errno.NoEntry)
        {
            // The file was there when it was looked up, so it is its interpreter that is missing, or it vanished in between.
            return File.Exists(file)
                ? new ProcessStartException(ProcessStartFailure.NotExecutable, $"program '{program}' cannot run: the interpreter that its first line (#!) or its format asks for does not exist")
                : new ProcessStartException(ProcessStartFailure.ProgramNotFound, $"program '{program}' does not exist");
        }

        if (error == Errno.NoAccess)
        {
            return new ProcessStartException(
                ProcessStartFailure.NotExecutable,
                $"program '{program}' may not be run, or the working directory '{workingDirectory}' may not be entered: {Libc.Describe(error)}");
        }

        var failure = error switch
        {
            Errno.NotExecutableFormat => ProcessStartFailure.NotExecutable,
            Errno.ArgumentsTooLong => ProcessStartFailure.BadArguments,
            Errno.NoMemory or Errno.TooManyFiles or Errno.TooManyFilesInSystem => ProcessStartFailure.OutOfResources,
            _ => error == Errno.TryAgain ? ProcessStartFailure.OutOfResources : ProcessStartFailure.Other,
        };
        return new ProcessStartException(failure, $"program '{program}' could not be started: {Hint(error)}");
    }

    private static string Hint(int error) => error switch
    {
        Errno.NotExecutableFormat => "it is neither a program of this machine nor a script with a first line that names its interpreter (#!)",
        Errno.ArgumentsTooLong => "its arguments and environment are too long together",
        _ => Libc.Describe(error),
    };
}
