using Dativo.Actors.Configuration;
using Dativo.Actors.Hosting;
using Dativo.Actors.Scheduling;
using Dativo.Web;

namespace Dativo.Cli.Start;

/// <summary>Everything a node needs to know to start.</summary>
/// <param name="Node">What the node itself is told; its data directory is not taken yet.</param>
/// <param name="Web">What its HTTP server is told.</param>
/// <param name="File">Its <c>runner.yaml</c>; <see cref="DefinitionFile.None"/> for a node that needs none.</param>
/// <param name="Definition">What that file says, without schedules where the node schedules nothing; null where there is no file.</param>
/// <param name="LogFormat"><c>text</c> or <c>json</c>; null: by where the log goes.</param>
/// <param name="LogLevel">The least severe level that is logged.</param>
internal sealed record NodePlan(NodeOptions Node, WebOptions Web, DefinitionFile File, RunnerDefinition? Definition, string? LogFormat, string LogLevel)
{
    /// <summary>How long a stopping node may take: its jobs get the time to end, then the time to end politely, and storing how they did takes a while.</summary>
    public TimeSpan ShutdownTimeout => Node.DrainTimeout + (File.FirstExecutor?.KillGrace ?? TimeSpan.Zero) + TimeSpan.FromSeconds(90);
}
