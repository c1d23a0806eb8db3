using Dativo.Web.Contract;
using Microsoft.AspNetCore.WebUtilities;

namespace Dativo.Web.Errors;

/// <summary>The kinds of errors that the API answers with.</summary>
internal static class Problems
{
    public static Problem BadParameter(string name, string detail, IReadOnlyList<string>? allowed = null) =>
        Of(400, detail) with { Parameter = name, Allowed = allowed };

    public static Problem NotFound(string detail) => Of(404, detail);

    public static Problem Conflict(string detail) => Of(409, detail);

    public static Problem Of(int status, string detail)
    {
        var title = ReasonPhrases.GetReasonPhrase(status);
        return new Problem { Status = status, Title = title.Length > 0 ? title : "Error", Detail = detail };
    }
}
