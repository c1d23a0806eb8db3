namespace Dativo.Actors.Configuration;

/// <summary>Finds the word that was perhaps meant.</summary>
public static class Suggestion
{
    /// <summary>Longer words than this are not compared: nobody mistypes them, and the cost grows with the square.</summary>
    private const int LongestWord = 64;

    /// <summary>A word of at least this length that another one begins with is near it: <c>timeout</c> means <c>timeout_seconds</c>.</summary>
    private const int ShortestBeginning = 4;

    /// <summary>
    /// The candidate with the fewest single-letter changes (insert, delete, replace, swap of neighbours), letter case and
    /// separators aside; null when even that one differs by more than a third of the word, and none begins with it.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var plainWord = Plain(word);
        if (plainWord.Length is 0 or > LongestWord)
            return null;
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var plain = Plain(candidate);
            var allowed = Math.Max(plain.Length, plainWord.Length) / 3;
            if (plain.Length > LongestWord || Math.Abs(plain.Length - plainWord.Length) > allowed)
                continue;
            var distance = Distance(plainWord, plain);
            if (distance <= allowed && distance < least)
                (nearest, least) = (candidate, distance);
        }

        return nearest ?? (plainWord.Length < ShortestBeginning
            ? null
            : candidates.FirstOrDefault(candidate => Plain(candidate).StartsWith(plainWord, StringComparison.Ordinal)));
    }

    private static string Plain(string word) => word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>The optimal string alignment distance.</summary>
    private static int Distance(string a, string b)
    {
        Span<int> beforeLast = stackalloc int[LongestWord + 1];
        Span<int> last = stackalloc int[LongestWord + 1];
        Span<int> current = stackalloc int[LongestWord + 1];
        for (var column = 0; column <= b.Length; column++)
            last[column] = column;
        for (var row = 1; row <= a.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= b.Length; column++)
            {
                var cost = a[row - 1] == b[column - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(last[column] + 1, current[column - 1] + 1), last[column - 1] + cost);
                if (row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1])
                    best = Math.Min(best, beforeLast[column - 2] + 1);
                current[column] = best;
            }

            var spare = beforeLast;
            beforeLast = last;
            last = current;
            current = spare;
        }

        return last[b.Length];
    }
}
