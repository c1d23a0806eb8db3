using Dativo.Actors.History;
using Dativo.Web.Errors;

namespace Dativo.Web.Api;

/// <summary>Finds the run that an id, or the start of one, means.</summary>
internal static class RunLookup
{
    private const int IdDigits = 32;
    private const int ShownCandidates = 5;

    // A run is accepted before the history has it. Whoever asks for one by the id he was just given must not hear that it does not exist.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static async Task<RunDetails> FindAsync(IHistoryQueries history, TimeProvider clock, string text, CancellationToken cancellationToken)
    {
        text = RouteNames.Decode(text);
        var digits = text.Replace("-", string.Empty, StringComparison.Ordinal);
        if (digits.Length is 0 or > IdDigits || digits.Any(digit => !char.IsAsciiHexDigit(digit)))
            throw new ProblemException(Problems.NotFound($"no run has the id '{text}' (an id, or the start of one, is up to {IdDigits} hexadecimal digits)"));

        var details = digits.Length == IdDigits
            ? await FindExactAsync(history, clock, Guid.ParseExact(digits, "N"), cancellationToken)
            : await FindByPrefixAsync(history, text, digits, cancellationToken);
        return details ?? throw new ProblemException(Problems.NotFound(digits.Length == IdDigits
            ? $"no run has the id '{text}'"
            : $"no run has an id that starts with '{text}'"));
    }

    /// <summary>
    /// The node that ran an attempt; null when the history does not say. An attempt that the tenant speaks of, but the history does
    /// not have yet, is waited for.
    /// </summary>
    public static async Task<string?> NodeOfAsync(IHistoryQueries history, TimeProvider clock, RunDetails details, int attempt, CancellationToken cancellationToken)
    {
        var deadline = clock.GetUtcNow() + LongestWait;
        for (RunDetails? known = details; ;)
        {
            if (known?.Attempts.FirstOrDefault(candidate => candidate.Number == attempt) is { } row)
                return row.Node;
            if (clock.GetUtcNow() >= deadline)
                return null;
            await Task.Delay(Pause, clock, cancellationToken);
            known = await history.GetRunAsync(details.Run.Id, cancellationToken);
        }
    }

    private static async Task<RunDetails?> FindExactAsync(IHistoryQueries history, TimeProvider clock, Guid id, CancellationToken cancellationToken)
    {
        var deadline = clock.GetUtcNow() + LongestWait;
        var mayCome = (clock.GetUtcNow() - CreatedAt(id)).Duration() < Fresh;
        while (true)
        {
            var details = await history.GetRunAsync(id, cancellationToken);
            if (details is not null || !mayCome || clock.GetUtcNow() >= deadline)
                return details;
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private static async Task<RunDetails?> FindByPrefixAsync(IHistoryQueries history, string text, string digits, CancellationToken cancellationToken)
    {
        var candidates = await history.FindRunIdsAsync(digits, ShownCandidates + 1, cancellationToken);
        if (candidates.Length <= 1)
            return candidates.Length == 0 ? null : await history.GetRunAsync(candidates[0], cancellationToken);

        var shown = string.Join(", ", candidates.Take(ShownCandidates));
        var more = candidates.Length > ShownCandidates ? " and more" : string.Empty;
        throw new ProblemException(Problems.BadParameter("id", $"several runs have an id that starts with '{text}': {shown}{more}"));
    }

    // The first 48 bits of a UUID v7 are milliseconds since 1970 (RFC 9562, 5.7).
    private static DateTimeOffset CreatedAt(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : DateTimeOffset.MinValue;
    }
}
