namespace Dativo.Cli.Cluster;

/// <summary>What follows from the end of a node: pure decisions.</summary>
/// <param name="Starts">Whether it is started again.</param>
/// <param name="Delay">How long to wait before.</param>
/// <param name="EndsCluster">Whether the others are stopped, since no start of this one can ever succeed.</param>
/// <param name="Message">What to tell.</param>
internal sealed record NodeEnd(bool Starts, TimeSpan Delay, bool EndsCluster, string Message)
{
    /// <summary>A node that lived longer than this before it died is not one that cannot start.</summary>
    public static readonly TimeSpan LongLife = TimeSpan.FromSeconds(60);

    private const int SignalBase = 128;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Decides.</summary>
    /// <param name="exitCode">How the node ended; a signal is 128 and its number.</param>
    /// <param name="policy">What was asked for.</param>
    /// <param name="shortLives">How many lives in a row were short, with this one.</param>
    public static NodeEnd Of(int exitCode, RestartPolicy policy, int shortLives)
    {
        if (exitCode == ExitCodes.Usage)
            return new NodeEnd(false, TimeSpan.Zero, true, "cannot start as it is configured (exit code 2)");

        var what = exitCode switch
        {
            ExitCodes.Ok => "ended by itself (exit code 0)",
            ExitCodes.Removed => "was removed from the cluster (exit code 4)",
            SignalBase + 9 => "was killed (signal 9)",
            > SignalBase and < SignalBase + 65 => $"was ended by signal {exitCode - SignalBase}",
            _ => $"died (exit code {exitCode})",
        };
        if (policy == RestartPolicy.Never || (policy == RestartPolicy.OnFailure && exitCode == ExitCodes.Ok))
            return new NodeEnd(false, TimeSpan.Zero, false, $"{what} and is not started again");

        // Whoever was removed is to come back at once; whoever cannot live must not fill the machine with attempts.
        var delay = shortLives <= 1 || exitCode == ExitCodes.Removed && shortLives <= 3
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds(Math.Min(LongestDelay.TotalSeconds, Math.Pow(2, shortLives - 2)));
        return new NodeEnd(true, delay, false, delay == TimeSpan.Zero ? $"{what}; it is started again" : $"{what}; it is started again in {delay.TotalSeconds:0} s");
    }
}
