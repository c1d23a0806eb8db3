using System.Globalization;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Cluster;

/// <summary>The process of a node: works until its input ends, or until it is killed.</summary>
internal static class NodeProgram
{
    /// <summary>Runs it. Each line of the input is a number of runs to ask for.</summary>
    public static async Task<int> RunAsync(Func<NodeStand, Task<INode>> start, Func<Action<NodeLine>, NodeStand> stand)
    {
        RuntimeMemory.KeepToItself();
        var say = JsonLine.Writer<NodeLine>();
        await using var node = await start(stand(say));
        say(new NodeLine { Ready = true });
        while (await Console.In.ReadLineAsync() is { } runs)
            await node.AskForRunsAsync(int.Parse(runs, CultureInfo.InvariantCulture));
        return 0;
    }
}
