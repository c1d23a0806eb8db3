using System.Collections.Immutable;

namespace Dativo.Actors.Management;

/// <summary>A message to or from the actor with which each node answers the others, <c>/user/node</c>.</summary>
public interface INodeMessage;

/// <summary>
/// Leave the cluster: the node stops as on SIGTERM, so that its jobs get their time before it leaves. Answered by
/// <see cref="NodeLeaves"/>.
/// </summary>
/// <param name="By">Who asks for it, for the log.</param>
public sealed record LeaveCluster(string By) : INodeMessage;

/// <summary>The node has begun to stop.</summary>
public sealed record NodeLeaves : INodeMessage
{
    /// <summary>The answer; it carries nothing.</summary>
    public static readonly NodeLeaves Instance = new();

    private NodeLeaves()
    {
    }
}

/// <summary>How are you? Answered by <see cref="NodeReport"/>.</summary>
public sealed record GetNodeReport : INodeMessage
{
    /// <summary>The question; it carries nothing.</summary>
    public static readonly GetNodeReport Instance = new();

    private GetNodeReport()
    {
    }
}

/// <summary>What a node says of itself.</summary>
public sealed record NodeReport : INodeMessage
{
    /// <summary>Its program's version.</summary>
    public required string Version { get; init; }

    /// <summary>Where it keeps journal and history: <c>sqlite</c> or <c>postgresql</c>.</summary>
    public required string Database { get; init; }

    /// <summary>What is wrong with its connection to the database, without secrets; null when nothing is.</summary>
    public string? DatabaseProblem { get; init; }

    /// <summary>Its slots; null when it has no worker, or the worker did not answer.</summary>
    public SlotReport? Slots { get; init; }

    /// <summary>Why the slots are not known; null when they are, or when there is no worker.</summary>
    public string? SlotsProblem { get; init; }

    /// <summary>The shards that live on it.</summary>
    public ImmutableArray<ShardReport> Shards { get; init; } = [];

    /// <summary>Why shards are not known, or not all; null when they are.</summary>
    public string? ShardsProblem { get; init; }
}

/// <summary>How full a worker is.</summary>
/// <param name="InUse">Slots that are taken.</param>
/// <param name="Total">Slots there are.</param>
/// <param name="Waiting">Runs that wait for one.</param>
public sealed record SlotReport(int InUse, int Total, int Waiting);

/// <summary>A shard.</summary>
/// <param name="ShardId">Its number, as text.</param>
/// <param name="Tenants">How many of its tenants are awake.</param>
public sealed record ShardReport(string ShardId, int Tenants);

/// <summary>
/// Read on in the log of an attempt that this node ran. Answered by <see cref="RunLogChunk"/>. The same question again has the
/// same answer, unless that was empty.
/// </summary>
/// <param name="ReadingId">Made up by the reader: the node remembers by it how far the reading is.</param>
/// <param name="RunId">The run.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Offset">How many bytes were read before.</param>
/// <param name="Maximum">How many bytes to send at the most.</param>
public sealed record ReadRunLog(Guid ReadingId, Guid RunId, int Attempt, long Offset, int Maximum) : INodeMessage;

/// <summary>The next bytes of a log.</summary>
/// <param name="Found">Whether the node has the log.</param>
/// <param name="Bytes">The bytes; empty when there are no more at this moment.</param>
/// <param name="MayGrow">Whether the attempt is still under way.</param>
/// <param name="Problem">Why the log cannot be read; null when it can.</param>
public sealed record RunLogChunk(bool Found, ImmutableArray<byte> Bytes, bool MayGrow, string? Problem) : INodeMessage;
