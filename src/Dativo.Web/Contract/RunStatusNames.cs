namespace Dativo.Web.Contract;

/// <summary>The names a run's status can have in the API.</summary>
public static class RunStatusNames
{
    /// <summary>All of them, open ones first.</summary>
    public static readonly IReadOnlyList<string> All =
        ["queued", "running", "waiting_retry", "success", "partial", "failure", "cancelled", "timed_out", "skipped"];

    /// <summary>Whether a run of this status has not ended.</summary>
    public static bool IsOpen(string status) => status is "queued" or "running" or "waiting_retry";
}
