using System.Text.RegularExpressions;

namespace Dativo.Cli.Cluster.Compose;

/// <summary>
/// Puts variables into the texts of a compose file: <c>$VAR</c>, <c>${VAR}</c>, with <c>:-</c> and <c>-</c> a default, with <c>:?</c> and
/// <c>?</c> an error, with <c>:+</c> and <c>+</c> a replacement; <c>$$</c> is a dollar. Unlike Compose, which then goes on with nothing, a
/// variable that is not set is an error.
/// </summary>
internal sealed partial class ComposeVariables(IReadOnlyDictionary<string, string> values, ComposeErrors errors)
{
    /// <summary>The text with its variables; what is wrong is told of <paramref name="where"/>.</summary>
    public string Expand(string text, string where) => text.Contains('$', StringComparison.Ordinal)
        ? Variable().Replace(text, match => match.Groups["dollar"].Success ? "$" : ValueOf(match, where))
        : text;

    /// <summary>Reads the lines <c>NAME=VALUE</c> of an <c>.env</c> file.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ReadFile(string path) =>
        from line in File.ReadLines(path)
        let text = line.Trim()
        where text.Length > 0 && text[0] != '#'
        let mark = text.IndexOf('=', StringComparison.Ordinal)
        where mark > 0
        select KeyValuePair.Create(text[..mark].Trim(), Unquote(text[(mark + 1)..].Trim()));

    private string ValueOf(Match match, string where)
    {
        if (match.Groups["bad"].Success)
        {
            errors.Add(where, "has a $ that begins no variable (expected ${NAME}, or $$ for a dollar)");
            return "";
        }

        var name = match.Groups["plain"].Success ? match.Groups["plain"].Value : match.Groups["name"].Value;
        var rest = match.Groups["rest"].Value;
        var isSet = values.TryGetValue(name, out var value);
        switch (match.Groups["kind"].Value)
        {
            case ":-" when !isSet || value!.Length == 0:
            case "-" when !isSet:
                return Expand(rest, where);
            case ":+":
                return isSet && value!.Length > 0 ? Expand(rest, where) : "";
            case "+":
                return isSet ? Expand(rest, where) : "";
            case ":?" when !isSet || value!.Length == 0:
            case "?" or "" when !isSet:
                errors.Add(where, $"the variable {name} {(rest.Length > 0 ? rest : "is not set")}");
                return "";
            default:
                return value!;
        }
    }

    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] == text[^1] && (text[0] is '"' or '\'') ? text[1..^1] : text;

    [GeneratedRegex(@"\$(?:(?<dollar>\$)|\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:(?<kind>:?[-?+])(?<rest>(?:[^{}]|\$\{[^{}]*\})*))?\}|(?<plain>[A-Za-z_][A-Za-z0-9_]*)|(?<bad>))")]
    private static partial Regex Variable();
}
