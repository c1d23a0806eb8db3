using Hangfire;

namespace Dativo.Benchmarks.Peers;

/// <summary>
/// A job that does nothing. One run of a tenant at a time by what Hangfire has for it without a paid extension: a lock in the database
/// named after the tenant. A queue with a server of its own for each tenant would do it too, but each would ask the database for work.
/// </summary>
internal sealed class HangfireWork(WorkLog log)
{
    private const int LockTimeoutSeconds = 300;

    /// <summary>Runs.</summary>
    /// <param name="tenant">The tenant, which the lock is named after.</param>
    /// <param name="run">The run's name, which no other has.</param>
    /// <param name="due">When it should start; the default for one that was asked for.</param>
    [DisableConcurrentExecution("{0}", LockTimeoutSeconds)]
    [AutomaticRetry(Attempts = 0)]
    public void Run(string tenant, string run, DateTimeOffset due) => log.Begin(tenant, run, due).Dispose();
}
