using System.Text.RegularExpressions;

namespace Dativo.Actors.Configuration.Node;

/// <summary>Finds variables that look like settings of a node and are none.</summary>
internal static partial class UnknownVariables
{
    private static readonly string[] Prefixes = ["DATIVO_NODE_", "DATIVO_HTTP_", "DATIVO_LEASE_", "DATIVO_TLS_", "DATIVO_LOG_"];

    /// <summary>A warning for each of them.</summary>
    public static IEnumerable<Diagnostic> In(IReadOnlyDictionary<string, string> environment) =>
        from name in environment.Keys.Order(StringComparer.Ordinal)
        where Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        where !NodeKeys.Variables.Contains(name) && !ServiceLink().IsMatch(name)
        let meant = Suggestion.Nearest(name, NodeKeys.Variables.Order(StringComparer.Ordinal))
        select new Diagnostic(Severity.Warning, name, 0, 0, "", $"is not a known variable and is not used{(meant is null ? "" : $" (did you mean {meant}?)")}");

    /// <summary>What Kubernetes sets in every container for a service that happens to be named <c>dativo-http</c> or the like.</summary>
    [GeneratedRegex("_SERVICE_(HOST|PORT)|_PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceLink();
}
