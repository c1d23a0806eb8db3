using System.Globalization;

namespace Dativo.Benchmarks.Cluster;

/// <summary>The process of a node: works until its input ends, or until it is killed.</summary>
internal static class NodeProgram
{
    private static readonly Lock Output = new();

    /// <summary>Runs it. Each line of the input is a number of runs to ask for.</summary>
    public static async Task<int> RunAsync(Func<NodeStand, Task<INode>> start, Func<Action<NodeLine>, NodeStand> stand)
    {
        // What libraries print is not for the reader of the lines.
        var stdout = Console.Out;
        Console.SetOut(Console.Error);
        void Say(NodeLine line)
        {
            lock (Output)
            {
                stdout.WriteLine(line);
                stdout.Flush();
            }
        }

        await using var node = await start(stand(Say));
        Say(new NodeLine { Ready = true });
        while (await Console.In.ReadLineAsync() is { } runs)
            await node.AskForRunsAsync(int.Parse(runs, CultureInfo.InvariantCulture));
        return 0;
    }
}
