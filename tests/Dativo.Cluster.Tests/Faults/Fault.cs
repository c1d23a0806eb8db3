using System.Globalization;

namespace Dativo.EndToEnd.Cluster;

/// <summary>Something that goes wrong for a while, or is done to a cluster. A value: <see cref="FaultDriver"/> brings it about.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>What kind of fault it is, in one word.</summary>
    public string Kind => GetType().Name;

    /// <summary><c>kill -9</c>; whoever runs the node starts it again after <paramref name="Down"/>.</summary>
    public sealed record Kill(FaultTarget Node, TimeSpan Down) : Fault
    {
        public override string ToString() => $"kill -9 of {Node}, started again after {Text(Down)}";
    }

    /// <summary>SIGTERM, the end of the node, and its start after <paramref name="Down"/>.</summary>
    public sealed record Stop(FaultTarget Node, TimeSpan Down) : Fault
    {
        public override string ToString() => $"SIGTERM of {Node}, started again after {Text(Down)}";
    }

    /// <summary>SIGSTOP, and SIGCONT after a while; the node's guard is not frozen.</summary>
    public sealed record Freeze(FaultTarget Node, TimeSpan Length) : Fault
    {
        public override string ToString() => $"freeze of {Node} for {Text(Length)}";
    }

    /// <summary>Nothing gets through between a node and the others, the database, or both.</summary>
    public sealed record CutOff(FaultTarget Node, Links From, TimeSpan Length) : Fault
    {
        public override string ToString() => $"cut of {Node} from {From switch { Links.Nodes => "the nodes", Links.Database => "the database", _ => "nodes and database" }} for {Text(Length)}";
    }

    /// <summary>PostgreSQL stops, or crashes, and is started again after <paramref name="Down"/>.</summary>
    public sealed record RestartDatabase(bool Crash, TimeSpan Down) : Fault
    {
        public override string ToString() => $"{(Crash ? "crash" : "stop")} of PostgreSQL, started again after {Text(Down)}";
    }

    /// <summary>Nothing gets through to PostgreSQL, from no node.</summary>
    public sealed record HideDatabase(TimeSpan Length) : Fault
    {
        public override string ToString() => $"PostgreSQL unreachable for {Text(Length)}";
    }

    /// <summary>PostgreSQL ends all sessions and takes no new ones.</summary>
    public sealed record RefuseSessions(TimeSpan Length) : Fault
    {
        public override string ToString() => $"PostgreSQL refuses sessions for {Text(Length)}";
    }

    /// <summary>A node more.</summary>
    public sealed record AddNode : Fault
    {
        public override string ToString() => "a node more";
    }

    /// <summary>Two at once.</summary>
    public sealed record Both(Fault First, Fault Second) : Fault
    {
        public override string ToString() => $"{First}, and at once {Second}";
    }

    private static string Text(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s");
}
