using System.Collections.Immutable;
using Akka.Configuration;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Hosting;
using Dativo.Actors.Membership;

namespace Dativo.Actors.Configuration.Node;

/// <summary>Reads a node's settings from its file, its environment and its command line. All errors come at once; nothing in them makes this throw.</summary>
public static class NodeConfigurationReader
{
    // What stands in the place of a value that is wrong, so that nothing else seems to be wrong because of it.
    private const string SomeDatabase = "Host=localhost";
    private const string SomeToken = "****************";

    /// <summary>Reads the settings.</summary>
    public static NodeLoadResult Read(NodeSources sources)
    {
        var settings = new NodeSettings(sources);
        var configuration = Read(settings, sources);
        if (!settings.IsFileBroken)
            NeedRunner(settings, configuration);
        return new NodeLoadResult(
            settings.IsFileBroken ? null : configuration,
            [.. settings.Diagnostics, .. UnknownVariables.In(sources.Environment)]);
    }

    private static NodeConfiguration Read(NodeSettings settings, NodeSources sources)
    {
        var defaults = new NodeConfiguration { DataDirectory = Path.GetFullPath(".dativo", sources.CurrentDirectory) };
        var database = Database(settings["database"]);
        return new NodeConfiguration
        {
            RunnerConfig = settings["runner_config"].Path() is { } runner ? Display(runner, sources.CurrentDirectory) : null,
            DataDirectory = settings["data_dir"].Path() ?? defaults.DataDirectory,
            Database = database,
            PathMaps = settings["path_map"].List(text => PathMapOf(text, settings["path_map"])) ?? [],
            Roles = Roles(settings["node.roles"]),
            Host = Host(settings["node.host"], sources) ?? defaults.Host,
            BindHost = HostName(settings["node.bind_host"]),
            Port = settings["node.port"].WholeNumber() ?? (database is null ? 0 : NodeKeys.ClusterPort),
            Seeds = settings["node.seeds"].List(Seed) ?? [],
            Slots = settings["node.slots"].WholeNumber(),
            DrainTimeout = settings["node.drain_timeout_seconds"].Seconds() ?? defaults.DrainTimeout,
            HttpBind = HttpBind(settings["http.bind"], sources),
            Management = settings["http.management"].Boolean() ?? defaults.Management,
            Token = Secret(settings, NodeKeys.TokenVariable, "http.token_file", SomeToken),
            Lease = new LeaseTerms
            {
                Duration = settings["lease.duration_seconds"].Seconds() ?? defaults.Lease.Duration,
                PartitionPatience = settings["lease.partition_patience_seconds"].Seconds() ?? defaults.Lease.PartitionPatience,
            },
            Tls = Tls(settings),
            LogFormat = settings["log.format"].Choice(),
            LogLevel = settings["log.level"].Choice() ?? defaults.LogLevel,
            Akka = Akka(settings["akka"]),
        };
    }

    private static void NeedRunner(NodeSettings settings, NodeConfiguration configuration)
    {
        if (configuration.NeedsRunner && configuration.RunnerConfig is null && !settings["runner_config"].IsWrong && !settings["node.roles"].IsWrong)
            settings.At("--runner-config").ErrorInFile("is missing: the roles scheduler and worker need a runner.yaml (expected the flag, DATIVO_RUNNER_CONFIG, or runner_config in the file of --config)");
    }

    private static string? Database(NodeValue value)
    {
        if (value.Text() is not { } text)
            return value.IsGiven ? SomeDatabase : null;
        if (ConnectionText.Problem(text.Text) is not { } problem)
            return text.Text;
        value.Wrong(problem);
        return SomeDatabase;
    }

    private static (PathMap? Item, string? Problem) PathMapOf(ScalarText text, NodeValue value) =>
        PathMap.TryParse(text.Text, out var map, out var error) ? (map with { To = value.FullPath(map.To) }, null)
        : text.IsExpanded ? (null, $"is no map of paths: {text.Shown} (expected FROM=DIR, such as /app=.)")
        : (null, error);

    private static ImmutableArray<string> Roles(NodeValue value)
    {
        var roles = value.List<string>(static text => NodeRoles.All.Contains(text.Text) ? (text.Text, null) : (null, NoRole(text)));
        if (roles is not { } given)
            return NodeRoles.All;
        if (!given.IsEmpty)
            return NodeRoles.All.RemoveAll(role => !given.Contains(role));
        value.Wrong($"names no role (expected one or more of {string.Join(", ", NodeRoles.All)})");
        return NodeRoles.All;
    }

    private static string NoRole(ScalarText text)
    {
        var meant = text.IsExpanded ? null : Suggestion.Nearest(text.Text, NodeRoles.All);
        return $"is no role: {text.Shown} (expected one or more of {string.Join(", ", NodeRoles.All)}{(meant is null ? "" : $"; did you mean {meant}?")})";
    }

    private static string? Host(NodeValue value, NodeSources sources)
    {
        if (HostName(value) is not { } host)
            return null;
        if (host == "auto")
            return sources.MachineName;
        if (host is not ("0.0.0.0" or "::" or "[::]" or "*"))
            return host;
        value.Wrong($"'{host}' is no address that others can reach (expected this machine's name or address as other nodes know it; to listen on all addresses: node.bind_host)");
        return null;
    }

    private static string? HostName(NodeValue value)
    {
        if (value.Text() is not { } text)
            return null;
        if (HostAndPort.IsHost(text.Text))
            return text.Text;
        value.Wrong($"is no host: {text.Shown} (expected a host name or an address, without a port)");
        return null;
    }

    private static (string? Item, string? Problem) Seed(ScalarText text) =>
        HostAndPort.IsPair(text.Text) ? (text.Text, null) : (null, $"is no address of a node: {text.Shown} (expected HOST:PORT, such as node-1:{NodeKeys.ClusterPort})");

    private static string? HttpBind(NodeValue value, NodeSources sources)
    {
        if (value.Text() is not { } text)
            return null;
        if (sources.HttpBindProblem(text.Text) is not { } problem)
            return text.Text;
        value.Wrong(text.IsExpanded ? $"is no address to listen on: {text.Shown} (expected HOST:PORT)" : problem);
        return null;
    }

    private static NodeTls? Tls(NodeSettings settings)
    {
        var (certificate, authority) = (settings["tls.certificate"], settings["tls.ca"]);
        var (certificateFile, authorityFile) = (certificate.ExistingFile(), authority.ExistingFile());
        var password = Secret(settings, NodeKeys.TlsPasswordVariable, "tls.password_file", SomeToken);
        if (certificate.IsGiven && !authority.IsGiven)
            certificate.Wrong("needs the certificate of the authority that signed it and those of the other nodes (expected tls.ca as well)");
        if (authority.IsGiven && !certificate.IsGiven)
            authority.Wrong("needs a certificate of this node that the authority has signed (expected tls.certificate as well)");
        return certificateFile is null || authorityFile is null ? null : new NodeTls(certificateFile, password, authorityFile);
    }

    /// <summary>A secret: from its variable, or from the file that a setting names.</summary>
    private static string? Secret(NodeSettings settings, string variable, string fileSetting, string standIn)
    {
        // Set but empty it is a secret that did not arrive, not the wish for none.
        if (settings.Variable(variable) is { } given)
        {
            if (given.Length > 0)
                return given;
            settings.At(variable).ErrorInFile("is empty (expected a value, or no such variable)");
            return standIn;
        }

        var value = settings[fileSetting];
        if (value.ExistingFile() is not { } file)
            return value.IsGiven ? standIn : null;
        if (SecretFile.TryRead(file, out var secret, out var problem))
            return secret;
        value.Wrong(problem);
        return standIn;
    }

    private static string? Akka(NodeValue value)
    {
        if (value.Raw() is not { } text)
            return null;
        if (IsHocon(text))
            return text;

        // The parser's own words would repeat the text, which may have a secret in it.
        value.Wrong("is not HOCON (expected settings such as akka.loglevel = DEBUG, one a line)");
        return null;
    }

    private static bool IsHocon(string text)
    {
        try
        {
            return !ConfigurationFactory.ParseString(text).IsEmpty;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return false;
        }
    }

    private static string Display(string path, string currentDirectory) => new PathResolver(currentDirectory, []).Display(path);
}
