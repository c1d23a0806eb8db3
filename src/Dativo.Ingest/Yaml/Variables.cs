using System.Text;

namespace Dativo.Ingest.Yaml;

/// <summary>Expands <c>${NAME}</c> and <c>${NAME:-default}</c> from the environment. As in a shell, an empty variable
/// counts as missing where a default is given.</summary>
internal sealed class Variables(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The text with its variables expanded; null, with a reason, when that cannot be done.</summary>
    public string? Expand(string text, out string? problem)
    {
        problem = null;
        if (!text.Contains("${", StringComparison.Ordinal))
            return text;

        var result = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (true)
        {
            var start = rest.IndexOf("${");
            if (start < 0)
                return result.Append(rest).ToString();

            result.Append(rest[..start]);
            var end = rest[start..].IndexOf('}');
            if (end < 0)
            {
                problem = "'${' without '}' (expected ${NAME} or ${NAME:-default})";
                return null;
            }

            var inner = rest.Slice(start + 2, end - 2);
            var separator = inner.IndexOf(":-");
            var name = (separator < 0 ? inner : inner[..separator]).ToString();
            if (!IsName(name))
            {
                problem = $"'{name}' is not the name of a variable (expected ${{NAME}} or ${{NAME:-default}})";
                return null;
            }

            var found = environment.TryGetValue(name, out var value);
            if (separator >= 0 && string.IsNullOrEmpty(value))
            {
                result.Append(inner[(separator + 2)..]);
            }
            else if (found)
            {
                result.Append(value);
            }
            else
            {
                problem = $"the environment variable {name} is not set (set it, or give a default: ${{{name}:-...}})";
                return null;
            }

            rest = rest[(start + end + 1)..];
        }
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
