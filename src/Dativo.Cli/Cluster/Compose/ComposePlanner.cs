using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Dativo.Actors.Configuration;
using Dativo.Actors.Configuration.Node;
using Dativo.Cli.Client;
using Dativo.Web;
using Npgsql;

namespace Dativo.Cli.Cluster.Compose;

/// <summary>
/// Makes of the services of a compose file processes of this machine: each container gets a loopback address, each volume a directory,
/// PostgreSQL becomes a private server. What a container would be told in its environment is what its process is told, with hosts and
/// paths put in the place of the container's.
/// </summary>
internal sealed class ComposePlanner
{
    private const int PostgresPort = 5432;
    private const int NodePort = 4053;
    private static readonly string[] EveryAddress = ["*", "0.0.0.0", "[::]", "::", "localhost", "127.0.0.1", "auto"];
    private readonly string _fileDirectory;
    private readonly string _dataDirectory;
    private readonly ComposeErrors _errors;
    private readonly Dictionary<string, IPAddress> _hosts = new(StringComparer.Ordinal);

    private ComposePlanner(string file, string dataDirectory, ComposeErrors errors)
    {
        _fileDirectory = Path.GetDirectoryName(Path.GetFullPath(file))!;
        _dataDirectory = dataDirectory;
        _errors = errors;
    }

    /// <summary>The topology; null when <paramref name="errors"/> has something.</summary>
    /// <param name="file">The compose file.</param>
    /// <param name="services">What was read of it.</param>
    /// <param name="database">A connection string in the place of the file's PostgreSQL; null for a private one.</param>
    /// <param name="dataDirectory">Where volumes are.</param>
    /// <param name="logFormat">The format of nodes that are not told one.</param>
    /// <param name="errors">Gets what cannot be mapped.</param>
    public static ComposeTopology? Plan(string file, ImmutableArray<ComposeService> services, string? database, string dataDirectory, string logFormat, ComposeErrors errors)
    {
        var planner = new ComposePlanner(file, dataDirectory, errors);
        var topology = planner.Plan(services, database, logFormat);
        return errors.Any ? null : topology;
    }

    private ComposeTopology Plan(ImmutableArray<ComposeService> services, string? database, string logFormat)
    {
        var containers = services.SelectMany(service => Enumerable.Range(1, service.Replicas).Select(number => (Service: service, Name: service.Replicas == 1 ? service.Name : $"{service.Name}-{number}"))).ToArray();
        var ports = services.SelectMany(service => new[] { "DATIVO_NODE_PORT", "DATIVO_HTTP_BIND" }.Select(name => PortIn(service.Environment.GetValueOrDefault(name)))).OfType<int>().Append(NodePort).Append(PostgresPort).Distinct().ToArray();
        if (LoopbackNetwork.Find(containers.Length, ports) is not { } addresses)
        {
            _errors.Add("", "there are no loopback addresses with these ports free");
            return new ComposeTopology(null, new ClusterPlan([]));
        }

        PrivatePostgresOptions? postgres = null;
        var nodes = ImmutableArray.CreateBuilder<PlannedNode>();
        foreach (var (service, address) in containers.Select((container, index) => (container.Service, addresses[index])))
            _hosts.TryAdd(service.Name, address);
        var databases = services.Where(static service => service.IsPostgres).Select(static service => service.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < containers.Length; i++)
        {
            var (service, name) = containers[i];
            if (!service.IsPostgres)
                nodes.Add(Node(service, name, addresses[i], databases, database, logFormat, services));
            else if (postgres is not null || service.Replicas != 1)
                _errors.Add($"services.{service.Name}", "is one PostgreSQL too many: all nodes use one");
            else
                postgres = Postgres(service, addresses[i]);
        }

        return new ComposeTopology(database is null ? postgres : null, new ClusterPlan(nodes.ToImmutable()));
    }

    private PrivatePostgresOptions Postgres(ComposeService service, IPAddress address)
    {
        var path = $"services.{service.Name}";
        foreach (var name in service.Environment.Keys.Where(static name => name is not ("POSTGRES_USER" or "POSTGRES_PASSWORD" or "POSTGRES_DB")))
            _errors.Add($"{path}.environment.{name}", "cannot be mapped to a private PostgreSQL (expected POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB)");
        var settings = new List<string>();
        if (service.Command is ["postgres", .. var arguments])
        {
            for (var i = 0; i + 1 < arguments.Length && arguments[i] == "-c"; i += 2)
                settings.Add(arguments[i + 1]);
            if (settings.Count * 2 != arguments.Length)
                _errors.Add($"{path}.command", "cannot be mapped (expected postgres, -c, NAME=VALUE, ...)");
        }
        else if (!service.Command.IsEmpty)
        {
            _errors.Add($"{path}.command", "cannot be mapped (expected postgres, -c, NAME=VALUE, ...)");
        }

        var user = service.Environment.GetValueOrDefault("POSTGRES_USER", "postgres");
        var mount = service.Mounts.FirstOrDefault();
        return new PrivatePostgresOptions
        {
            Directory = mount is null ? ContainerDirectory(service.Name) : SourceOf(mount, service.Name),
            Address = address.ToString(),
            Port = PostgresPort,
            User = user,
            Password = service.Environment.GetValueOrDefault("POSTGRES_PASSWORD"),
            Database = service.Environment.GetValueOrDefault("POSTGRES_DB", user),
            Settings = [.. settings],
        };
    }

    private PlannedNode Node(ComposeService service, string name, IPAddress address, HashSet<string> databases, string? database, string logFormat, ImmutableArray<ComposeService> services)
    {
        var path = $"services.{service.Name}";
        if (service.Command is not ["start", "orchestrated", ..])
            _errors.Add($"{path}.command", "is not that of a node (expected start, orchestrated)");
        if (service.Health is not ([] or ["dativo", ..]))
            _errors.Add($"{path}.healthcheck.test", "is not a command of dativo");
        foreach (var port in service.Ports.Keys.Where(port => service.Replicas > 1 || port != PortIn(service.Environment.GetValueOrDefault("DATIVO_HTTP_BIND"))?.ToString(CultureInfo.InvariantCulture)))
            _errors.Add($"{path}.ports", $"{port} cannot be published (expected the port of DATIVO_HTTP_BIND of a service with one container)");

        var container = new Container(service, name, address);
        var environment = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (variable, value) in service.Environment)
            environment[variable] = Map(container, variable, value, databases, database);
        environment.TryAdd("DATIVO_NODE_HOST", address.ToString());
        environment.TryAdd("DATIVO_LOG_FORMAT", logFormat);
        var sources = service.Mounts.Select(mount => SourceOf(mount, name)).ToArray();

        // Files of jobs may name the container's paths. A path of this machine that looks like one of those must stay what it is.
        var maps = service.Mounts
            .Where(mount => !Array.Exists(sources, source => source.StartsWith(mount.Target + "/", StringComparison.Ordinal)))
            .Select(mount => $"{mount.Target}={SourceOf(mount, name)}");
        environment["DATIVO_PATH_MAP"] = string.Join(',', maps.Prepend(environment.GetValueOrDefault("DATIVO_PATH_MAP", "")).Where(static map => map.Length > 0));

        var workingDirectory = service.WorkingDirectory is { } inside ? PathOf(container, inside, $"{path}.working_dir") : ContainerDirectory(name);
        foreach (var directory in service.Mounts.Where(static mount => mount.IsVolume).Select(mount => SourceOf(mount, name)).Append(workingDirectory))
            Directory.CreateDirectory(directory);
        Check(path, environment, workingDirectory);
        var http = environment.GetValueOrDefault("DATIVO_HTTP_BIND", WebOptions.DefaultBind);
        return new PlannedNode
        {
            Name = name,
            Arguments = service.Command,
            Environment = environment.ToImmutable(),
            Hides = static variable => variable.StartsWith("DATIVO_", StringComparison.Ordinal),
            WorkingDirectory = workingDirectory,
            Http = HealthAddress.Reachable(http),
            HasApi = !environment.TryGetValue("DATIVO_NODE_ROLES", out var roles) || roles.Split(',').Contains("web"),
            Restart = service.Restart,
            StopLimit = service.StopGrace,
            Health = service.Health is ["dativo", .. var check] ? check : [],
            After = [.. services.Where(other => service.AfterHealthy.Contains(other.Name) && !other.IsPostgres).SelectMany(static other => Enumerable.Range(1, other.Replicas).Select(number => other.Replicas == 1 ? other.Name : $"{other.Name}-{number}"))],
        };
    }

    private string Map(Container container, string variable, string value, HashSet<string> databases, string? database)
    {
        var where = $"services.{container.Service.Name}.environment.{variable}";
        return variable switch
        {
            "DATIVO_DATABASE" => DatabaseOf(value, databases, database, where),
            "DATIVO_NODE_HOST" or "DATIVO_NODE_BIND_HOST" => HostOf(container, value, where),
            "DATIVO_NODE_SEEDS" => string.Join(',', value.Split(',').Select(seed => SeedOf(container, seed, where))),
            "DATIVO_HTTP_BIND" => BindOf(container, value, where),
            "DATIVO_RUNNER_CONFIG" or "DATIVO_DATA_DIR" or "DATIVO_TLS_CERTIFICATE" or "DATIVO_TLS_CA" or "DATIVO_TLS_PASSWORD_FILE" or "DATIVO_HTTP_TOKEN_FILE" => PathOf(container, value, where),
            "DATIVO_PATH_MAP" => string.Join(',', value.Split(',').Select(map => map.Split('=', 2) is [var from, var to] ? $"{from}={PathOf(container, to, where)}" : map)),
            _ => value,
        };
    }

    private string DatabaseOf(string value, HashSet<string> databases, string? database, string where)
    {
        if (ConnectionText.Problem(value) is { } problem)
        {
            _errors.Add(where, problem);
            return value;
        }

        var connection = new NpgsqlConnectionStringBuilder(value);
        if (!databases.Contains(connection.Host!))
        {
            _errors.Add(where, $"names the host {connection.Host}, which is no PostgreSQL of this file");
            return value;
        }

        if (database is not null)
            return database;
        connection.Host = _hosts[connection.Host!].ToString();
        return connection.ConnectionString;
    }

    private string HostOf(Container container, string host, string where)
    {
        if (EveryAddress.Contains(host) || host == container.Name)
            return container.Address.ToString();
        if (_hosts.TryGetValue(host, out var address))
            return address.ToString();
        _errors.Add(where, $"names the host {host}, which is no service of this file");
        return host;
    }

    private string SeedOf(Container container, string seed, string where) =>
        HostAndPort.TrySplit(seed, out var host, out var port) ? $"{HostOf(container, host.Trim(), where)}:{port}" : HostOf(container, seed, where);

    private string BindOf(Container container, string bind, string where)
    {
        if (!HostAndPort.TrySplit(bind, out var host, out var port))
            return bind; // The node's own check says what is wrong.
        return container.Service.Ports.TryGetValue(port, out var published)
            ? published.Replace("0.0.0.0:", "*:", StringComparison.Ordinal)
            : $"{HostOf(container, host, where)}:{port}";
    }

    private string PathOf(Container container, string path, string where)
    {
        foreach (var mount in container.Service.Mounts.OrderByDescending(static mount => mount.Target.Length))
        {
            if (path == mount.Target)
                return SourceOf(mount, container.Name);
            if (path.StartsWith(mount.Target + "/", StringComparison.Ordinal))
                return Path.Combine(SourceOf(mount, container.Name), path[(mount.Target.Length + 1)..]);
        }

        _errors.Add(where, $"{path} lies in none of the service's volumes");
        return path;
    }

    private string SourceOf(ComposeMount mount, string container) => mount switch
    {
        { Source: null } => Path.Combine(ContainerDirectory(container), mount.Target[1..].Replace('/', '-')),
        { IsVolume: true } => Path.Combine(_dataDirectory, "volumes", mount.Source),
        _ => Path.GetFullPath(mount.Source, _fileDirectory),
    };

    private string ContainerDirectory(string container) => Path.Combine(_dataDirectory, "containers", container);

    // What a node would only warn of is an error here: the file is to say what is run, no more and no less.
    private void Check(string path, IReadOnlyDictionary<string, string> environment, string workingDirectory)
    {
        var sources = new NodeSources
        {
            Environment = new Dictionary<string, string>(environment),
            CurrentDirectory = workingDirectory,
            HttpBindProblem = static bind => WebBinding.TryParse(bind, out _, out var problem) ? null : problem,
        };
        foreach (var diagnostic in NodeConfigurationReader.Read(sources).Diagnostics)
            _errors.Add($"{path}.environment", (diagnostic with { Severity = Severity.Error }).ToString());
    }

    // DATIVO_NODE_PORT is a port alone.
    private static int? PortIn(string? text) =>
        text is not null && HostAndPort.TryPort(HostAndPort.TrySplit(text, out _, out var behind) ? behind : text, least: 1, out var port) ? port : null;

    private sealed record Container(ComposeService Service, string Name, IPAddress Address);
}
