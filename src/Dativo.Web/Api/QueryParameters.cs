using System.Globalization;
using Dativo.Web.Contract;
using Dativo.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Dativo.Web.Api;

/// <summary>
/// Reads the parameters of a query strictly: an unknown name, a value given twice or a value of the wrong form is an error, since
/// ignoring it would answer another question than the one asked.
/// </summary>
internal sealed class QueryParameters
{
    private readonly IQueryCollection _query;

    public QueryParameters(HttpRequest request, params ReadOnlySpan<string> known)
    {
        _query = request.Query;
        foreach (var name in _query.Keys)
        {
            if (known.Contains(name))
                continue;
            var hint = ClosestName.Hint(name, known.ToArray());
            throw new ProblemException(Problems.BadParameter(name, known.Length == 0
                ? $"unknown parameter '{name}'; {request.Path} takes none"
                : $"unknown parameter '{name}'{hint}", known.ToArray()));
        }
    }

    public string? Text(string name)
    {
        var values = _query[name];
        if (values.Count > 1)
            throw new ProblemException(Problems.BadParameter(name, $"{name}: given {values.Count} times (expected once)"));
        return string.IsNullOrEmpty(values) ? null : values.ToString();
    }

    public int? Integer(string name, int minimum, int maximum)
    {
        if (Text(name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
            return number;
        var range = maximum == int.MaxValue ? $"{minimum} or more" : string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum:N0}");
        throw new ProblemException(Problems.BadParameter(name, $"{name}: '{text}' is wrong (expected a whole number, {range})"));
    }

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw new ProblemException(Problems.BadParameter(name, $"{name}: '{text}' is wrong (expected true or false)", ["true", "false"])),
    };

    /// <summary>The values of a parameter that may be repeated, or hold several with commas in between.</summary>
    public IEnumerable<string> Several(string name) =>
        _query[name].SelectMany(value => (value ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
