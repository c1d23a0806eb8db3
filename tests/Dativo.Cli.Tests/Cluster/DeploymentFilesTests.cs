using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Dativo.Actors.Configuration;
using Dativo.Actors.Configuration.Node;
using Dativo.Cli.Cluster.Compose;
using Dativo.EndToEnd;
using Dativo.Web;
using YamlDotNet.RepresentationModel;

namespace Dativo.Cli.Tests.Cluster;

/// <summary>The files for Docker Compose and Kubernetes say what the program understands, and agree with each other and with it.</summary>
public sealed partial class DeploymentFilesTests
{
    private const int KillGraceSeconds = 10;
    private const int StoringSeconds = 90;
    private static readonly string Root = Path.GetDirectoryName(Compose.OwnFile)!;
    private static readonly string Kubernetes = Path.Combine(Root, "cluster-config", "kubernetes");

    [Theory]
    [InlineData("scheduler", "scheduler,web")]
    [InlineData("worker", "worker")]
    public void A_pod_is_told_what_a_node_understands(string component, string roles)
    {
        using var folder = new TestFolder();
        var container = Container(component);
        Assert.Equal(["start", "orchestrated"], Items(container, "args").Select(Text));
        var (configuration, diagnostics) = Read(Environment(container, folder));
        Assert.Empty(diagnostics);
        Assert.Equal(roles, string.Join(',', configuration.Roles));
        Assert.Equal($"dativo-{component}-0.dativo-nodes.default.svc", configuration.Host);
        Assert.Equal("0.0.0.0", configuration.BindHost);
        Assert.NotNull(configuration.Token);
        Assert.Contains(Items(container, "volumeMounts"), mount => Text(mount, "mountPath") == Text(ConfigMap("settings")["DATIVO_DATA_DIR"]));

        var ports = Items(container, "ports").ToDictionary(port => Text(port, "name"), port => int.Parse(Text(port, "containerPort"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(configuration.Port, ports["cluster"]);
        Assert.Equal(configuration.HttpBind, $"*:{ports["http"]}");
        Assert.Equal(["/health/live", "/health/live", "/health/ready"], new[] { "startupProbe", "livenessProbe", "readinessProbe" }.Select(probe => Text(Map(container, probe, "httpGet"), "path")));
    }

    [Theory]
    [InlineData("scheduler")]
    [InlineData("worker")]
    public void A_pod_is_given_the_time_that_a_stop_takes_and_no_rights(string component)
    {
        using var folder = new TestFolder();
        var pod = Map(StatefulSet(component), "spec", "template", "spec");
        var (configuration, _) = Read(Environment(Container(component), folder));
        Assert.True(int.Parse(Text(pod, "terminationGracePeriodSeconds"), System.Globalization.CultureInfo.InvariantCulture) > configuration.DrainTimeout.TotalSeconds + KillGraceSeconds + StoringSeconds);
        Assert.Equal("true", Text(Map(pod, "securityContext"), "runAsNonRoot"));
        Assert.Equal("false", Text(pod, "enableServiceLinks"));
        var container = Map(Container(component), "securityContext");
        Assert.Equal(("false", "true"), (Text(container, "allowPrivilegeEscalation"), Text(container, "readOnlyRootFilesystem")));
    }

    [Fact]
    public void Services_and_budgets_select_the_pods_that_are_there()
    {
        var pods = new[] { "scheduler", "worker" }.Select(component => Labels(Map(StatefulSet(component), "spec", "template", "metadata", "labels"))).ToArray();
        foreach (var service in Documents("services.yaml"))
            Assert.Contains(pods, pod => Labels(Map(service, "spec", "selector")).All(label => pod.Contains(label)));
        foreach (var component in new[] { "scheduler", "worker" })
        {
            var set = StatefulSet(component);
            var budget = Documents($"{component}.yaml").Single(document => Text(document, "kind") == "PodDisruptionBudget");
            Assert.Equal(Labels(Map(set, "spec", "selector", "matchLabels")), Labels(Map(set, "spec", "template", "metadata", "labels")));
            Assert.Equal(Labels(Map(set, "spec", "selector", "matchLabels")), Labels(Map(budget, "spec", "selector", "matchLabels")));
            Assert.Contains(Documents("services.yaml"), service => Text(Map(service, "metadata"), "name") == Text(Map(set, "spec"), "serviceName") && Text(Map(service, "spec"), "clusterIP") == "None");
        }
    }

    [Fact]
    public void Every_file_of_Kubernetes_is_in_the_kustomization_but_the_secret()
    {
        var listed = Items((YamlMappingNode)Documents("kustomization.yaml").Single(), "resources").Select(Text).Append("kustomization.yaml").Append("secret.example.yaml");
        Assert.Equal(Directory.GetFiles(Kubernetes).Select(Path.GetFileName).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_jobs_of_the_example_are_valid()
    {
        using var folder = new TestFolder();
        foreach (var (name, text) in ConfigMap("jobs"))
            folder.Write($"jobs/{name}", Text(text));
        var loaded = new RunnerConfigurationLoader(new ConfigurationOptions { Clock = TimeProvider.System }).Load(folder.PathOf("jobs/runner.yaml"), CancellationToken.None);
        Assert.Empty(loaded.Diagnostics);
        Assert.Equal(2, loaded.Definition!.Schedules.Count(schedule => schedule.Job is not null));
        Assert.Equal(TimeSpan.FromSeconds(KillGraceSeconds), loaded.Definition.Executor.KillGrace);
    }

    [Fact]
    public void A_container_is_given_the_time_that_a_stop_takes()
    {
        var errors = new ComposeErrors("compose.yml");
        var services = ComposeReader.Read(Compose.OwnFile, Compose.Secrets, errors);
        Assert.False(errors.Any, string.Join('\n', errors.All));
        Assert.All(services.Where(service => !service.IsPostgres), service =>
        {
            var drain = double.Parse(service.Environment["DATIVO_NODE_DRAIN_TIMEOUT_SECONDS"], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(service.StopGrace.TotalSeconds > drain + KillGraceSeconds + StoringSeconds);
        });
    }

    [Fact]
    public void Every_image_has_a_version()
    {
        var images = new[] { Compose.OwnFile, Path.Combine(Root, "Dockerfile") }.Concat(Directory.GetFiles(Kubernetes))
            .SelectMany(File.ReadLines)
            .Select(line => Image().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value)
            .ToArray();
        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Matches(@":\d+(\.\d+)*$", image));
    }

    [Fact]
    public void The_example_of_secrets_has_each_variable_and_no_secret()
    {
        var example = ComposeVariables.ReadFile(Path.Combine(Root, ".env.example")).ToDictionary();
        Assert.Equal(("", ""), (example["POSTGRES_PASSWORD"], example["DATIVO_TOKEN"]));
        var used = ComposeVariable().Matches(File.ReadAllText(Compose.OwnFile)).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(used, example.Keys.Order(StringComparer.Ordinal));
    }

    // What the kubelet would put together: the variables of the container win over those that come whole.
    private static Dictionary<string, string> Environment(YamlMappingNode container, TestFolder folder)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in Items(container, "envFrom").Cast<YamlMappingNode>())
        {
            var values = source.Children.ContainsKey("configMapRef") ? ConfigMap("settings") : Values(Map((YamlMappingNode)Documents("secret.example.yaml").Single(), "stringData"));
            foreach (var (name, value) in values)
                environment[name] = Text(value);
        }

        foreach (var variable in Items(container, "env").Cast<YamlMappingNode>())
        {
            var value = variable.Children.TryGetValue("value", out var text) ? Text(text)
                : Text(Map(variable, "valueFrom", "fieldRef"), "fieldPath") == "metadata.name" ? $"{PodName(container)}-0" : "default";
            environment[Text(variable, "name")] = Reference().Replace(value, match => environment[match.Groups[1].Value]);
        }

        // The files of the container are checked by themselves.
        environment["DATIVO_RUNNER_CONFIG"] = folder.Write("runner.yaml", "");
        return environment;
    }

    private static string PodName(YamlMappingNode container) =>
        Items(container, "env").Any(variable => Text(variable, "name") == "DATIVO_NODE_ROLES" && Text(variable, "value") == "worker") ? "dativo-worker" : "dativo-scheduler";

    private static (NodeConfiguration Configuration, ImmutableArray<Diagnostic> Diagnostics) Read(IReadOnlyDictionary<string, string> environment)
    {
        var result = NodeConfigurationReader.Read(new NodeSources
        {
            Environment = environment,
            HttpBindProblem = static bind => WebBinding.TryParse(bind, out _, out var problem) ? null : problem,
        });
        return (result.Configuration!, result.Diagnostics);
    }

    private static YamlMappingNode StatefulSet(string component) => Documents($"{component}.yaml").Single(document => Text(document, "kind") == "StatefulSet");

    private static YamlMappingNode Container(string component) => (YamlMappingNode)Items(Map(StatefulSet(component), "spec", "template", "spec"), "containers").Single();

    private static Dictionary<string, YamlNode> ConfigMap(string name) => Values(Map(Documents($"{name}.yaml").Single(), "data"));

    private static List<YamlMappingNode> Documents(string file)
    {
        var stream = new YamlStream();
        using var text = new StreamReader(Path.Combine(Kubernetes, file));
        stream.Load(text);
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    private static YamlMappingNode Map(YamlMappingNode node, params string[] path) => path.Aggregate(node, (map, key) => (YamlMappingNode)map[key]);

    private static Dictionary<string, YamlNode> Values(YamlMappingNode map) => map.Children.ToDictionary(entry => Text(entry.Key), entry => entry.Value);

    private static IEnumerable<YamlNode> Items(YamlMappingNode map, string key) => ((YamlSequenceNode)map[key]).Children;

    private static ImmutableSortedSet<string> Labels(YamlMappingNode map) => [.. map.Children.Select(label => $"{Text(label.Key)}={Text(label.Value)}")];

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static string Text(YamlNode map, string key) => ((YamlMappingNode)map).Children.TryGetValue(key, out var value) ? Text(value) : "";

    [GeneratedRegex(@"^\s*(?:-?\s*image:|FROM)\s+(\S+)")]
    private static partial Regex Image();

    [GeneratedRegex(@"\$\{([A-Z_]+)")]
    private static partial Regex ComposeVariable();

    [GeneratedRegex(@"\$\(([A-Z_]+)\)")]
    private static partial Regex Reference();
}
