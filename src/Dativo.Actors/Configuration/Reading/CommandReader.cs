using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Reads a command: a program and its arguments, with placeholders.</summary>
internal static partial class CommandReader
{
    private static readonly ImmutableArray<string> Placeholders = ["config", "tenant_id", "job_name", "run_id", "attempt", "scheduled_for"];

    /// <summary>The command with its variables expanded; null when it is missing or wrong.</summary>
    public static ImmutableArray<string>? Read(SectionReader section, string key) =>
        ReadWords(section, key) is { } words ? [.. words.Select(static word => word.Text)] : null;

    /// <summary>The same as it is written, for a command that is stored before it is used: variables may be secrets.</summary>
    public static ImmutableArray<string>? ReadAsWritten(SectionReader section, string key) =>
        ReadWords(section, key) is { } words ? [.. words.Select(static word => word.Node.Value)] : null;

    private static ImmutableArray<ScalarText>? ReadWords(SectionReader section, string key)
    {
        if (section.Texts(key) is not { } words)
            return null;
        if (words.Length == 0 || words[0].Text.Length == 0)
        {
            section.Wrong(key, "names no program (expected a list: a program and its arguments)");
            return null;
        }

        for (var index = 0; index < words.Length; index++)
        {
            var path = section.PathOf($"{key}[{index}]");
            if (words[index].Text.Contains('\0', StringComparison.Ordinal))
                section.Diagnostics.Error(words[index].Node, path, "has a NUL character in it, which no program can be given");

            // As written: what a variable brings in is not looked at.
            foreach (Match match in Placeholder().Matches(words[index].Node.Value))
            {
                if (Placeholders.Contains(match.Groups[1].Value))
                    continue;
                var meant = Suggestion.Nearest(match.Groups[1].Value, Placeholders);
                section.Diagnostics.Warning(
                    words[index].Node,
                    path,
                    $"{match.Value} is no placeholder and stays as it is (expected {string.Join(", ", Placeholders.Select(static name => $"{{{name}}}"))}{(meant is null ? "" : $"; did you mean {{{meant}}}?")})");
            }
        }

        return words;
    }

    /// <summary>Braces with a name in them, but not those of a variable.</summary>
    [GeneratedRegex(@"(?<!\$)\{([A-Za-z_]{1,64})\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
