using System.Text;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>What names of schedules and tenants may be: they become parts of addresses, ids and file names.</summary>
internal static class Names
{
    private const int Longest = 128;

    /// <summary>What is wrong with a name, in words that do not repeat it; null when nothing is.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0)
            return "is empty";
        if (name.Length > Longest)
            return $"is longer than {Longest} characters";
        if (char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))
            return "begins or ends with a space";
        if (name is "." or "..")
            return "is a path, not a name";
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value is '/' or '\\')
                return "has a slash or backslash in it";
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || rune.Value is 0x2028 or 0x2029)
                return "has a control character in it";
        }

        return null;
    }
}
