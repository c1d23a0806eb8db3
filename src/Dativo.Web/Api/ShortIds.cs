using System.Collections.Immutable;
using Dativo.Actors.History;

namespace Dativo.Web.Api;

/// <summary>
/// The shortest starts of ids that no other run has. Never fewer than 12 digits: these are the millisecond in which a run was accepted,
/// so that a later run cannot make a short id ambiguous that was shown before.
/// </summary>
internal static class ShortIds
{
    private const int MinimumDigits = 12;

    // Beyond so many runs of one millisecond the whole id is shown.
    private const int MostSiblings = 5_000;

    public static async Task<Dictionary<Guid, string>> FindAsync(IHistoryQueries history, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var result = new Dictionary<Guid, string>();
        foreach (var sameMillisecond in ids.GroupBy(id => Digits(id)[..MinimumDigits], StringComparer.Ordinal))
        {
            var siblings = await history.FindRunIdsAsync(sameMillisecond.Key, MostSiblings, cancellationToken);
            foreach (var id in sameMillisecond)
                result[id] = siblings.Length < MostSiblings ? Shortest(id, siblings) : id.ToString();
        }

        return result;
    }

    private static string Shortest(Guid id, ImmutableArray<Guid> siblings)
    {
        var digits = Digits(id);
        var length = MinimumDigits;
        foreach (var sibling in siblings)
        {
            if (sibling != id)
                length = Math.Max(length, digits.AsSpan().CommonPrefixLength(Digits(sibling)) + 1);
        }

        return digits[..length];
    }

    private static string Digits(Guid id) => id.ToString("N");
}
