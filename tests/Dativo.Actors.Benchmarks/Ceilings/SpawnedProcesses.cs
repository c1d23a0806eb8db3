using System.ComponentModel;
using System.Runtime.InteropServices;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Ceilings;

/// <summary>
/// The processes alone, as the machine starts them fastest: one thread for each core, which spawns a process and waits for its end. Their output
/// goes where this process's own goes.
/// </summary>
internal static class SpawnedProcesses
{
    private const int Interrupted = 4;

    public static Task<Sample> RunAsync(Arena arena) => BareProcesses.RunAsync(arena, (runs, ended) =>
    {
        var left = runs;
        return Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    Run();
                    ended();
                }
            },
            TaskCreationOptions.LongRunning)));
    });

    private static void Run()
    {
        var error = PosixSpawn(out var pid, Processes.Program, 0, 0, [Processes.Program, null], [null]);
        if (error != 0)
            throw new BenchmarkException($"{Processes.Program} could not be spawned: {new Win32Exception(error).Message}");
        int waited;
        int status;
        do
            waited = WaitPid(pid, out status, 0);
        while (waited < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (waited != pid || status != 0)
            throw new BenchmarkException($"{Processes.Program} ended with status {status}");
    }

    [DllImport("libc", EntryPoint = "posix_spawn")]
    private static extern int PosixSpawn(out int pid, string path, nint fileActions, nint attributes, string?[] arguments, string?[] environment);

    [DllImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static extern int WaitPid(int pid, out int status, int options);
}
