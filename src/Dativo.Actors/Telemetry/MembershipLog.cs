using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Telemetry;

/// <summary>Writes what happens to the cluster, and to this node's place in it, to the log.</summary>
internal sealed partial class MembershipLog(ILogger<MembershipLog> logger)
{
    public void Founded(string node) => Founded(logger, node);

    public void Joining(string node, IEnumerable<string> contacts) => Joining(logger, node, string.Join(", ", contacts));

    public void Joined(string node) => Joined(logger, node);

    public void Came(string node, IEnumerable<string> roles) => Came(logger, node, string.Join(", ", roles));

    public void Went(string node) => Went(logger, node);

    public void Unseen(string node) => Unseen(logger, node);

    public void SeenAgain(string node) => SeenAgain(logger, node);

    public void Fenced(string node) => Fenced(logger, node);

    public void Evicted(string node) => Evicted(logger, node);

    public void EvictedBy(string node, string by) => EvictedBy(logger, node, by);

    public void Downed(string node) => Downed(logger, node);

    public void DatabaseLost(string problem) => DatabaseLost(logger, problem);

    public void DatabaseBack(double seconds) => DatabaseBack(logger, seconds);

    public void Removed(string why) => Removed(logger, why);

    public void Failed(Exception cause, string what) => Failed(logger, what, cause.Message);

    [LoggerMessage(401, LogLevel.Information, "{Node} founds the cluster: the database knows no living node", EventName = "cluster_founded")]
    private static partial void Founded(ILogger logger, string node);

    [LoggerMessage(402, LogLevel.Information, "{Node} joins the cluster of {Contacts}", EventName = "cluster_joining")]
    private static partial void Joining(ILogger logger, string node, string contacts);

    [LoggerMessage(403, LogLevel.Information, "{Node} is a member of the cluster", EventName = "cluster_joined")]
    private static partial void Joined(ILogger logger, string node);

    [LoggerMessage(404, LogLevel.Information, "{Node} has joined, as {Roles}", EventName = "member_up")]
    private static partial void Came(ILogger logger, string node, string roles);

    [LoggerMessage(405, LogLevel.Information, "{Node} is no member any more", EventName = "member_removed")]
    private static partial void Went(ILogger logger, string node);

    [LoggerMessage(406, LogLevel.Warning, "{Node} is not heard from; its lease decides what becomes of it", EventName = "member_unreachable")]
    private static partial void Unseen(ILogger logger, string node);

    [LoggerMessage(407, LogLevel.Information, "{Node} is heard from again", EventName = "member_reachable")]
    private static partial void SeenAgain(ILogger logger, string node);

    [LoggerMessage(408, LogLevel.Warning, "The lease of {Node} has expired and is taken: its jobs are dead, and it writes nothing more", EventName = "member_fenced")]
    private static partial void Fenced(ILogger logger, string node);

    [LoggerMessage(409, LogLevel.Warning, "{Node} is on the other side of a network partition and lives; it is told by the database to stop its jobs and to leave", EventName = "member_evicted")]
    private static partial void Evicted(ILogger logger, string node);

    [LoggerMessage(410, LogLevel.Warning, "{Node} is taken out of the cluster for {By}", EventName = "member_evicted_by")]
    private static partial void EvictedBy(ILogger logger, string node, string by);

    [LoggerMessage(411, LogLevel.Information, "{Node} is removed from the cluster; its runs go on elsewhere", EventName = "member_downed")]
    private static partial void Downed(ILogger logger, string node);

    [LoggerMessage(412, LogLevel.Error, "The database does not answer: {Problem}. Running jobs go on, their outcomes are kept here", EventName = "database_lost")]
    private static partial void DatabaseLost(ILogger logger, string problem);

    [LoggerMessage(413, LogLevel.Information, "The database answers again, after {Seconds:0.0} s", EventName = "database_back")]
    private static partial void DatabaseBack(ILogger logger, double seconds);

    [LoggerMessage(414, LogLevel.Critical, "This node is removed from the cluster and stops: {Why}. Its jobs are killed and run again elsewhere; start it again to have it back", EventName = "node_removed")]
    private static partial void Removed(ILogger logger, string why);

    [LoggerMessage(415, LogLevel.Warning, "{What} failed and is tried again: {Problem}", EventName = "membership_trouble")]
    private static partial void Failed(ILogger logger, string what, string problem);
}
