using System.Text;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Expands <c>${VAR}</c> and <c>${VAR:-default}</c>; <c>$${</c> stands for <c>${</c> itself.</summary>
internal static class Variables
{
    /// <summary>What a job gets in its environment only when it runs, with the placeholder that stands for it in a command.</summary>
    private static readonly Dictionary<string, string?> OfARun = new(StringComparer.Ordinal)
    {
        ["DATIVO_RUN_ID"] = "{run_id}",
        ["DATIVO_ATTEMPT"] = "{attempt}",
        ["DATIVO_TENANT_ID"] = "{tenant_id}",
        ["DATIVO_JOB_NAME"] = "{job_name}",
        ["DATIVO_SCHEDULED_FOR"] = "{scheduled_for}",
        ["DATIVO_FENCING_TOKEN"] = null,
        ["DATIVO_FENCE_URL"] = null,
        ["TRACEPARENT"] = null,
    };

    private const string Mark = "${";

    /// <summary>Whether there is anything to expand.</summary>
    public static bool IsIn(string written) => written.Contains(Mark, StringComparison.Ordinal);

    /// <summary>The text with its variables expanded.</summary>
    /// <param name="written">The text as written.</param>
    /// <param name="lookup">Gives a variable's value; null when it is not set.</param>
    /// <param name="text">The expanded text; as written when the answer is false.</param>
    /// <param name="error">What is wrong, never with a value in it; null when the answer is true.</param>
    public static bool TryExpand(string written, Func<string, string?> lookup, out string text, out string? error)
    {
        text = written;
        error = null;
        var next = written.IndexOf(Mark, StringComparison.Ordinal);
        if (next < 0)
            return true;
        var expanded = new StringBuilder();
        var done = 0;
        while (next >= 0)
        {
            expanded.Append(written, done, next - done);
            if (next > done && written[next - 1] == '$')
            {
                // The first dollar sign is there already: only the brace is left to copy.
                expanded.Append('{');
                done = next + 2;
            }
            else
            {
                var end = written.IndexOf('}', next);
                if (end < 0)
                {
                    error = "has a ${ without its } (expected ${VAR} or ${VAR:-default}; $${ stands for ${ itself)";
                    return false;
                }

                if (Value(written.AsSpan(next + 2, end - next - 2), lookup, out error) is not { } value)
                    return false;
                expanded.Append(value);
                done = end + 1;
            }

            next = done < written.Length ? written.IndexOf(Mark, done, StringComparison.Ordinal) : -1;
        }

        text = expanded.Append(written, done, written.Length - done).ToString();
        return true;
    }

    private static string? Value(ReadOnlySpan<char> inside, Func<string, string?> lookup, out string? error)
    {
        error = null;
        var colon = inside.IndexOf(":-");
        var name = (colon < 0 ? inside : inside[..colon]).ToString();
        if (!IsName(name))
        {
            error = $"has ${{{ScalarText.Show(inside.ToString())[1..^1]}}}, which names no variable (expected ${{VAR}} or ${{VAR:-default}}; $${{ stands for ${{ itself)";
            return null;
        }

        var value = lookup(name);
        if (!string.IsNullOrEmpty(value))
            return value;
        if (colon >= 0)
            return inside[(colon + 2)..].ToString();
        if (value is not null)
            return value;
        error = OfARun.TryGetValue(name, out var placeholder)
            ? $"needs the variable {name}, which is set only while a job runs{(placeholder is null ? "" : $" (in a command, {placeholder} stands for it)")}"
            : $"needs the environment variable {name}, which is not set (expected it to be set, or a default: ${{{name}:-default}})";
        return null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 256
        && !char.IsAsciiDigit(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
