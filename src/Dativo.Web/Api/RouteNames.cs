namespace Dativo.Web.Api;

/// <summary>Names in paths.</summary>
internal static class RouteNames
{
    /// <summary>The name as it was before the caller encoded it: routing decodes everything but the slash.</summary>
    public static string Decode(string routeValue) => routeValue.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
