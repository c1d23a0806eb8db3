using Microsoft.AspNetCore.Http;

namespace Dativo.Web.Security;

/// <summary>Who says to have asked for a change. A name for the record, not a proof.</summary>
internal static class Caller
{
    public const string Header = "X-Dativo-User";
    private const int MaximumLength = 128;

    /// <summary>The name in the header (percent-encoded, since headers are ASCII), else <c>api</c>.</summary>
    public static string Of(HttpRequest request)
    {
        var name = Uri.UnescapeDataString(request.Headers[Header].ToString()).Trim();
        if (name.Length > MaximumLength)
            name = name[..MaximumLength];
        return name.Length == 0 || name.Any(char.IsControl) ? "api" : name;
    }
}
