using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Dativo.Cli.Start;

/// <summary>
/// Runs the rest of the command line for as long as standard input lasts: <c>dativo lifeline start orchestrated ...</c>. Whoever starts
/// nodes holds the other end of that pipe, and so cannot leave one behind, however it ends itself.
/// </summary>
internal static class Lifeline
{
    /// <summary>The first word of such a command line.</summary>
    public const string Word = "lifeline";

    // A stop that takes longer has gone wrong, and there is nobody left who would notice.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program and asks it to stop when standard input ends.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> program)
    {
        // A Ctrl-C in the terminal is for the one who holds the pipe: it decides in which order things end.
        if (!OperatingSystem.IsWindows())
            _ = setsid();

        // Not disposed: the reader may outlive the program.
        var ended = new CancellationTokenSource();
        new Thread(() => Watch(ended)) { IsBackground = true, Name = "lifeline" }.Start();
        return await program(ended.Token);
    }

    private static void Watch(CancellationTokenSource ended)
    {
        try
        {
            using var input = Console.OpenStandardInput();
            Span<byte> buffer = stackalloc byte[64];
            while (input.Read(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // As good as its end.
        }

        ended.Cancel();
        new ManualResetEventSlim().Wait(Patience);
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    [DllImport("libc")]
    private static extern int setsid();
}
