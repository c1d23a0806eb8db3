using System.Runtime.InteropServices;

namespace Dativo.Actors.Workers.Processes.Posix;

/// <summary>Finds the file of a program as <c>execvp</c> does, but on the child's <c>PATH</c> and from the child's working directory.</summary>
internal static unsafe class ProgramPath
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The absolute path of the program's file.</summary>
    /// <exception cref="ProcessStartException">There is none that can be run.</exception>
    internal static string Find(string program, string workingDirectory, string? path)
    {
        if (program.Contains('/')) return FindFile(program, workingDirectory);

        var foundUnusable = false;
        foreach (var directory in (path ?? DefaultPath).Split(':'))
        {
            // An empty entry of PATH means the working directory.
            var candidate = Path.Combine(workingDirectory, directory, program);
            if (IsRunnable(candidate)) return candidate;
            foundUnusable |= File.Exists(candidate);
        }

        throw foundUnusable
            ? new ProcessStartException(ProcessStartFailure.NotExecutable, $"program '{program}' was found on PATH, but is not executable (chmod +x would make it so)")
            : new ProcessStartException(
                ProcessStartFailure.ProgramNotFound,
                $"program '{program}' was not found in any directory of the PATH that the job has; install it, extend PATH, or give its full path");
    }

    private static string FindFile(string program, string workingDirectory)
    {
        var file = Path.Combine(workingDirectory, program);
        if (IsRunnable(file)) return file;
        var where = program == file ? "" : $" (from the working directory '{workingDirectory}')";
        if (Directory.Exists(file)) throw new ProcessStartException(ProcessStartFailure.NotExecutable, $"program '{program}'{where} is a directory");
        throw File.Exists(file)
            ? new ProcessStartException(ProcessStartFailure.NotExecutable, $"program '{program}'{where} is not executable (chmod +x would make it so)")
            : new ProcessStartException(ProcessStartFailure.ProgramNotFound, $"program '{program}'{where} does not exist");
    }

    private static bool IsRunnable(string file)
    {
        var path = Marshal.StringToCoTaskMemUTF8(file);
        try
        {
            return Libc.access((byte*)path, Libc.AccessExecute) == 0 && File.Exists(file);
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
        }
    }
}
