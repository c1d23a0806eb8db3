using System.Globalization;
using System.Text;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>A single value with its variables expanded.</summary>
/// <param name="Node">Where and how it is written: what messages show.</param>
/// <param name="Text">The value to use, which messages must not show when <paramref name="IsExpanded"/>.</param>
/// <param name="IsExpanded">Whether anything in it came from a variable.</param>
internal readonly record struct ScalarText(YamlScalar Node, string Text, bool IsExpanded)
{
    private const int LongestShown = 80;

    /// <summary>Whether its form makes it text whatever it says; a value with a variable in it is what the variable makes of it.</summary>
    public bool IsQuoted => Node.IsQuoted && !IsExpanded;

    public bool IsNumber => !IsQuoted && LooksLikeNumber(Text);

    /// <summary>The words PyYAML, and so dativo-ingest, takes for true and false.</summary>
    public bool? AsBoolean => Text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => null,
    };

    /// <summary>What the file has, fit for a message: one line, bounded, variables not expanded.</summary>
    public string Shown => Show(Node.Value);

    public static string Show(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var c in text.Length > LongestShown ? text.AsSpan(0, LongestShown) : text)
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '\uFFFD' : c);
        return shown.Append(text.Length > LongestShown ? "...'" : "'").ToString();
    }

    /// <summary>The value as a decimal number; null when it is none or is beyond what a decimal can hold.</summary>
    public decimal? AsNumber =>
        LooksLikeNumber(Text)
        && decimal.TryParse(Text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Digits with at most one point, a sign before and underscores between, as YAML 1.1 has them.</summary>
    private static bool LooksLikeNumber(string text)
    {
        var rest = text.AsSpan();
        if (rest is ['+' or '-', ..])
            rest = rest[1..];
        var (digits, points) = (0, 0);
        foreach (var c in rest)
        {
            if (char.IsAsciiDigit(c))
                digits++;
            else if (c == '.')
                points++;
            else if (c != '_' || digits == 0)
                return false;
        }

        return digits > 0 && points <= 1;
    }

    /// <summary>Whether YAML 1.1 would read the number as octal, and so another one than most people see.</summary>
    public bool HasLeadingZero => Text.TrimStart('+', '-') is ['0', >= '0' and <= '9', ..] && !Text.Contains('.', StringComparison.Ordinal);
}
