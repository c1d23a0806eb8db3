using System.Collections.Immutable;
using System.Globalization;

namespace Dativo.Cli.Cluster.Compose;

/// <summary>The numbers of containers that the command line asks for.</summary>
internal static class ComposeScale
{
    /// <summary>The services with them.</summary>
    /// <param name="services">As the file has them.</param>
    /// <param name="scales">Each <c>SERVICE=COUNT</c>.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static ImmutableArray<ComposeService> Apply(ImmutableArray<ComposeService> services, IEnumerable<string> scales, ComposeErrors errors)
    {
        foreach (var text in scales)
        {
            var parts = text.Split('=');
            if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 100)
                errors.Add("", $"--scale: '{text}' is not SERVICE=COUNT with a count of 0 to 100");
            else if (services.FirstOrDefault(service => service.Name == parts[0]) is { } service)
                services = services.Replace(service, service with { Replicas = count });
            else
                errors.Add("", $"--scale: there is no service '{parts[0]}' (expected one of {string.Join(", ", services.Select(static service => service.Name))})");
        }

        return services;
    }
}
