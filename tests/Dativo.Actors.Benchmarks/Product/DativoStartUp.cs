using System.Runtime.CompilerServices;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Scenarios;

namespace Dativo.Benchmarks.Product;

/// <summary>Starts a node on the examples, and asks it with commands.</summary>
internal static class DativoStartUp
{
    private const int AsksOfEach = 5;

    public static async Task<Sample> RunAsync(Arena arena)
    {
        var starts = new List<double>();
        var rounds = arena.Scaled(StartUp.Starts);
        DativoProgram? node = null;
        try
        {
            for (var round = 1; round <= rounds; round++)
            {
                arena.Report("starts", round - 1, rounds);
                if (node is not null)
                {
                    await node.StopAsync();
                    await node.DisposeAsync();
                }

                // Each on a directory of its own: the first start is the one that is judged.
                var directory = Path.Combine(arena.Directory, $"start-{round}");
                Copy(Examples(), directory);
                node = DativoProgram.StartNode(Path.Combine(directory, "runner.yaml"), Path.Combine(directory, "data"));
                while ((await node.AskAsync("runs", "list")).ExitCode != 0)
                {
                }

                starts.Add(node.Age.TotalMilliseconds);
                await node.UntilReadyAsync();
            }

            var sample = Sample.Empty.With("start_ms", Statistics.Median(starts));
            var slowest = 0.0;
            foreach (var (key, command) in StartUp.Commands)
            {
                arena.Progress($"dativo {string.Join(' ', command)}");
                var times = new List<double>();
                for (var ask = 0; ask < AsksOfEach; ask++)
                {
                    var (exitCode, took) = await node!.AskAsync(command);
                    if (exitCode != 0)
                        throw new BenchmarkException($"dativo {string.Join(' ', command)} ended with code {exitCode}");
                    times.Add(took.TotalMilliseconds);
                }

                var median = Statistics.Median(times);
                sample = sample.With(key, median);
                slowest = Math.Max(slowest, median);
            }

            await node!.StopAsync();
            return sample.With("command_ms", slowest);
        }
        finally
        {
            if (node is not null)
                await node.DisposeAsync();
        }
    }

    private static string Examples([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/examples/quickstart"));

    private static void Copy(string from, string to)
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            // What a start in that very directory has left there is no part of the examples.
            var path = Path.GetRelativePath(from, file);
            if (path.StartsWith('.'))
                continue;
            var target = Path.Combine(to, path);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
