namespace Dativo.Web.Contract;

/// <summary>Finds what somebody probably meant to type.</summary>
public static class ClosestName
{
    /// <summary>A text to append to an error, such as <c>; did you mean 'tenant'?</c>; empty when nothing is near.</summary>
    public static string Hint(string typed, IEnumerable<string> known) =>
        Find(typed, known) is { } name ? $"; did you mean '{name}'?" : string.Empty;

    /// <summary>The known name with the fewest edits from the typed one, at most a third of its length; null when none is that near.</summary>
    public static string? Find(string typed, IEnumerable<string> known)
    {
        string? best = null;
        var bestDistance = Math.Max(1, typed.Length / 3) + 1;
        foreach (var name in known)
        {
            if (Math.Abs(name.Length - typed.Length) >= bestDistance)
                continue;
            var distance = Distance(typed, name);
            if (distance < bestDistance)
                (best, bestDistance) = (name, distance);
        }

        return best;
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string left, string right)
    {
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
            previous[column] = column;

        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var substitution = char.ToLowerInvariant(left[row - 1]) == char.ToLowerInvariant(right[column - 1]) ? 0 : 1;
                current[column] = Math.Min(Math.Min(current[column - 1], previous[column]) + 1, previous[column - 1] + substitution);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
