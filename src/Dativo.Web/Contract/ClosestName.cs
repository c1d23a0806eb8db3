using Dativo.Actors.Configuration;

namespace Dativo.Web.Contract;

/// <summary>Says what somebody probably meant to type.</summary>
public static class ClosestName
{
    /// <summary>A text to append to an error, such as <c>; did you mean 'tenant'?</c>; empty when nothing is near.</summary>
    public static string Hint(string typed, IEnumerable<string> known) =>
        Suggestion.Nearest(typed, known) is { } name ? $"; did you mean '{name}'?" : string.Empty;
}
