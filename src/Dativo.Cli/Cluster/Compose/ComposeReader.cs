using System.Collections.Immutable;
using System.Globalization;

namespace Dativo.Cli.Cluster.Compose;

/// <summary>Reads the services of a compose file. Keys whose meaning would be lost without containers are errors.</summary>
internal sealed class ComposeReader
{
    private static readonly TimeSpan DefaultStopGrace = TimeSpan.FromSeconds(10);
    private readonly ComposeErrors _errors;
    private readonly ComposeVariables _variables;

    private ComposeReader(ComposeErrors errors, ComposeVariables variables)
    {
        _errors = errors;
        _variables = variables;
    }

    /// <summary>The services in the order of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">The variables; those of an <c>.env</c> beside the file count where they are not set here.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static ImmutableArray<ComposeService> Read(string path, IReadOnlyDictionary<string, string> environment, ComposeErrors errors)
    {
        if (ComposeMap.Read(path, errors) is not { } file)
            return [];
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        var defaults = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ".env");
        foreach (var (name, value) in File.Exists(defaults) ? ComposeVariables.ReadFile(defaults) : [])
            variables.TryAdd(name, value);
        return new ComposeReader(errors, new ComposeVariables(variables, errors)).ReadServices(file);
    }

    private ImmutableArray<ComposeService> ReadServices(ComposeMap file)
    {
        file.Ignore("name", "version", "volumes", "networks");
        var services = ImmutableArray.CreateBuilder<ComposeService>();
        if (file.Map("services", _errors) is { } map)
        {
            foreach (var name in map.Keys)
            {
                if (map.Map(name, _errors) is { } service)
                    services.Add(ReadService(name, service));
            }
        }
        else
        {
            _errors.Add("", "has no services");
        }

        Leftovers(file);
        return services.ToImmutable();
    }

    private ComposeService ReadService(string name, ComposeMap map)
    {
        // What keeps a container apart from others, or says how it is made, has no meaning for a process.
        map.Ignore("build", "pull_policy", "init", "user", "read_only", "tmpfs", "security_opt", "cap_drop", "networks", "logging", "labels", "mem_limit", "cpus", "shm_size", "stop_signal");
        var service = new ComposeService
        {
            Name = name,
            Image = (Text(map, "image") ?? "").Split('/')[^1].Split('@')[0].Split(':')[0],
            Command = [.. Texts(map, "command")],
            Environment = Environment(map),
            Mounts = [.. Texts(map, "volumes").Select(text => Mount(map, text)).OfType<ComposeMount>()],
            Ports = Ports(map),
            Replicas = Replicas(map),
            Restart = Restart(map),
            StopGrace = Duration(map, "stop_grace_period") ?? DefaultStopGrace,
            Health = Health(map),
            AfterHealthy = AfterHealthy(map),
            WorkingDirectory = Text(map, "working_dir"),
        };
        Leftovers(map);
        return service;
    }

    private string? Text(ComposeMap map, string key) => map.Text(key, _errors) is { } text ? _variables.Expand(text, map.At(key)) : null;

    private IEnumerable<string> Texts(ComposeMap map, string key) => map.Texts(key, _errors).Select(text => _variables.Expand(text, map.At(key)));

    private ImmutableSortedDictionary<string, string> Environment(ComposeMap service)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (service.IsList("environment"))
        {
            foreach (var text in Texts(service, "environment"))
            {
                var equals = text.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0)
                    found[text[..equals]] = text[(equals + 1)..];
                else
                    _errors.Add(service.At("environment"), $"'{text}' has no value");
            }
        }
        else if (service.Map("environment", _errors) is { } map)
        {
            foreach (var name in map.Keys)
            {
                if (Text(map, name) is { } value)
                    found[name] = value;
                else
                    _errors.Add(map.At(name), "has no value");
            }
        }

        return found.ToImmutable();
    }

    private ComposeMount? Mount(ComposeMap service, string text)
    {
        if (ComposeMount.Parse(text) is { } mount)
            return mount;
        _errors.Add(service.At("volumes"), $"'{text}' is not SOURCE:TARGET");
        return null;
    }

    private ImmutableSortedDictionary<string, string> Ports(ComposeMap service)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var text in Texts(service, "ports"))
        {
            var parts = text.Split(':');
            if (parts.Length is 2 or 3)
                found[parts[^1]] = parts.Length == 3 ? $"{parts[0]}:{parts[1]}" : $"127.0.0.1:{parts[0]}";
            else
                _errors.Add(service.At("ports"), $"'{text}' is not [ADDRESS:]PORT:PORT");
        }

        return found.ToImmutable();
    }

    private int Replicas(ComposeMap service)
    {
        var deploy = service.Map("deploy", _errors);
        deploy?.Ignore("resources", "labels");
        var text = (deploy is null ? null : Text(deploy, "replicas")) ?? Text(service, "scale") ?? "1";
        if (deploy is not null)
            Leftovers(deploy);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas) && replicas <= 100)
            return replicas;
        _errors.Add(service.Path, $"'{text}' is not a number of replicas (expected 0 to 100)");
        return 1;
    }

    private RestartPolicy Restart(ComposeMap service)
    {
        var text = Text(service, "restart") ?? "no";
        switch (text.Split(':')[0])
        {
            case "no":
                return RestartPolicy.Never;
            case "on-failure":
                return RestartPolicy.OnFailure;
            case "always" or "unless-stopped":
                return RestartPolicy.Always;
            default:
                _errors.Add(service.At("restart"), $"'{text}' is not no, on-failure, always or unless-stopped");
                return RestartPolicy.Never;
        }
    }

    private TimeSpan? Duration(ComposeMap map, string key)
    {
        if (Text(map, key) is not { } text)
            return null;
        if (ComposeDuration.Parse(text) is { } duration)
            return duration;
        _errors.Add(map.At(key), $"'{text}' is no duration, such as 90s or 1m30s");
        return null;
    }

    private ImmutableArray<string> Health(ComposeMap service)
    {
        if (service.Map("healthcheck", _errors) is not { } check)
            return [];
        check.Ignore("interval", "timeout", "start_period", "start_interval", "retries");
        var test = Texts(check, "test").ToArray();
        Leftovers(check);
        if (test is ["CMD", .. var command])
            return [.. command];
        if (test is not ([] or ["NONE"]))
            _errors.Add(check.At("test"), "is not a list that begins with CMD, the only form that needs no shell of a container");
        return [];
    }

    private ImmutableArray<string> AfterHealthy(ComposeMap service)
    {
        if (service.IsList("depends_on"))
        {
            _ = Texts(service, "depends_on").Count();
            return [];
        }

        var after = ImmutableArray.CreateBuilder<string>();
        var map = service.Map("depends_on", _errors);
        foreach (var name in map?.Keys ?? [])
        {
            if (map!.Map(name, _errors) is not { } dependency)
                continue;
            dependency.Ignore("restart", "required");
            switch (Text(dependency, "condition"))
            {
                case "service_healthy":
                    after.Add(name);
                    break;
                case null or "service_started":
                    break;
                case var other:
                    _errors.Add(dependency.At("condition"), $"'{other}' is not service_started or service_healthy");
                    break;
            }

            Leftovers(dependency);
        }

        return after.ToImmutable();
    }

    private void Leftovers(ComposeMap map)
    {
        foreach (var key in map.Unasked.Where(static key => !key.StartsWith("x-", StringComparison.Ordinal)))
            _errors.Add(map.At(key), "cannot be mapped to processes of this machine");
    }
}
