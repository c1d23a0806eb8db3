using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Says whether a retryable error pattern works in the linear-time engine; remembers the answers, as jobs share patterns.</summary>
internal sealed class PatternCheck
{
    /// <summary>A pattern longer than this is a mistake, and its automaton a burden.</summary>
    private const int Longest = 1_000;

    private readonly ConcurrentDictionary<string, string?> _problems = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the pattern, in words that do not repeat it; null when nothing is.</summary>
    public string? Problem(string pattern) => _problems.GetOrAdd(pattern, static text => Find(text));

    private static string? Find(string pattern)
    {
        if (pattern.Length == 0)
            return "is empty and would match everything";
        if (pattern.Length > Longest)
            return $"is longer than {Longest:N0} characters";
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            return null;
        }
        catch (RegexParseException error)
        {
            return $"is not a valid regular expression: {Reason(error.Error)} at character {error.Offset}";
        }
        catch (NotSupportedException)
        {
            return "has what the linear-time engine cannot do: a lookahead, lookbehind, backreference, atomic group or condition, or too many repetitions";
        }
    }

    /// <summary>The framework's message quotes the pattern, which may hold an expanded variable: say its kind alone.</summary>
    private static string Reason(RegexParseError error) =>
        string.Concat(error.ToString().Select(static (c, index) => char.IsUpper(c) ? (index == 0 ? "" : " ") + char.ToLowerInvariant(c) : c.ToString()));
}
