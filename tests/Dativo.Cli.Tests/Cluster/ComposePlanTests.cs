using Dativo.Cli.Cluster;
using Dativo.EndToEnd;
using Npgsql;

namespace Dativo.Cli.Tests.Cluster;

/// <summary>What a compose file becomes without containers, and what of one cannot.</summary>
public sealed class ComposePlanTests
{
    private const string Database = "  db:\n    image: postgres:17\n    environment: { POSTGRES_USER: u, POSTGRES_PASSWORD: p, POSTGRES_DB: d }\n    volumes: [ pg:/var/lib/postgresql/data ]\n";

    [SkippableFact]
    public void The_products_own_file_becomes_a_server_and_four_nodes()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8.");
        using var folder = new TestFolder();
        var (topology, errors) = Compose.Plan(Compose.OwnFile, folder, Compose.Secrets);
        Assert.Empty(errors);
        Assert.NotNull(topology!.Postgres);
        Assert.Equal(folder.PathOf("data/volumes/database"), topology.Postgres.Directory);
        Assert.Equal(("dativo", "a1b2c3d4e5f6", "dativo"), (topology.Postgres.User, topology.Postgres.Password, topology.Postgres.Database));
        Assert.Equal("max_connections=300", Assert.Single(topology.Postgres.Settings));

        var nodes = topology.Plan.Nodes;
        Assert.Equal(["scheduler", "worker-1", "worker-2", "worker-3"], nodes.Select(node => node.Name));
        Assert.Equal(4, nodes.Select(node => node.Environment["DATIVO_NODE_HOST"]).Distinct().Count());
        Assert.Equal(4, nodes.Select(node => node.Environment["DATIVO_DATA_DIR"]).Distinct().Count());
        Assert.All(nodes, node =>
        {
            var connection = new NpgsqlConnectionStringBuilder(node.Environment["DATIVO_DATABASE"]);
            Assert.Equal((topology.Postgres.Address, "a1b2c3d4e5f6"), (connection.Host, connection.Password));
            Assert.Equal("4053", node.Environment["DATIVO_NODE_PORT"]);
            Assert.True(File.Exists(node.Environment["DATIVO_RUNNER_CONFIG"]), node.Environment["DATIVO_RUNNER_CONFIG"]);
            Assert.Equal(folder.PathOf("data/volumes/output"), node.WorkingDirectory);
            Assert.Equal(RestartPolicy.Always, node.Restart);
            Assert.Equal(TimeSpan.FromSeconds(130), node.StopLimit);
            Assert.Equal("health", Assert.Single(node.Health));
            Assert.True(node.Hides("DATIVO_NODE_SLOTS"));
        });
        Assert.Equal(["127.0.0.1:3000"], nodes.Where(node => node.HasApi).Select(node => node.Http));
        Assert.Equal("scheduler,web", nodes[0].Environment["DATIVO_NODE_ROLES"]);
        Assert.Equal(Compose.Secrets["DATIVO_TOKEN"], nodes[0].Environment["DATIVO_TOKEN"]);
        Assert.Equal($"{nodes[1].Environment["DATIVO_NODE_HOST"]}:3000", nodes[1].Http);
    }

    [SkippableFact]
    public void More_containers_and_a_database_of_ones_own_can_be_asked_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8.");
        using var folder = new TestFolder();
        var variables = new Dictionary<string, string>(Compose.Secrets) { ["HTTP_PORT"] = "3456" };
        var (topology, errors) = Compose.Plan(Compose.OwnFile, folder, variables, "Host=elsewhere;Database=x", "worker=5");
        Assert.Empty(errors);
        Assert.Null(topology!.Postgres);
        Assert.Equal(6, topology.Plan.Nodes.Length);
        Assert.All(topology.Plan.Nodes, node => Assert.Equal("Host=elsewhere;Database=x", node.Environment["DATIVO_DATABASE"]));
        Assert.Equal("127.0.0.1:3456", topology.Plan.Nodes[0].Http);
    }

    [Fact]
    public void Secrets_that_are_not_given_are_told_all_at_once()
    {
        using var folder = new TestFolder();
        var (topology, errors) = Compose.Plan(Compose.OwnFile, folder, new Dictionary<string, string>());
        Assert.Null(topology);
        Assert.Contains("compose.yml: services.postgres.environment.POSTGRES_PASSWORD: the variable POSTGRES_PASSWORD is to be set in .env, see .env.example", errors);
        Assert.Contains("compose.yml: services.scheduler.environment.DATIVO_TOKEN: the variable DATIVO_TOKEN is to be set in .env, see .env.example", errors);
    }

    [Theory]
    [InlineData("    hostname: a", "services.n.hostname: cannot be mapped to processes of this machine")]
    [InlineData("    entrypoint: [sh]", "services.n.entrypoint: cannot be mapped to processes of this machine")]
    [InlineData("    environment: { DATIVO_NODE_PROT: 1 }", "DATIVO_NODE_PROT: is not a known variable")]
    [InlineData("    environment: { DATIVO_NODE_PORT: many }", "DATIVO_NODE_PORT")]
    [InlineData("    environment: { DATIVO_DATA_DIR: /elsewhere }", "services.n.environment.DATIVO_DATA_DIR: /elsewhere lies in none of the service's volumes")]
    [InlineData("    environment: { DATIVO_DATABASE: Host=other }", "services.n.environment.DATIVO_DATABASE: names the host other, which is no PostgreSQL of this file")]
    [InlineData("    environment: { DATIVO_NODE_SEEDS: \"m:4053\" }", "services.n.environment.DATIVO_NODE_SEEDS: names the host m, which is no service of this file")]
    [InlineData("    environment: { DATIVO_NODE_PORT: }", "services.n.environment.DATIVO_NODE_PORT: has no value")]
    [InlineData("    environment: { DATIVO_AKKA: \"a$\" }", "services.n.environment.DATIVO_AKKA: has a $ that begins no variable")]
    [InlineData("    environment: { DATIVO_LOG_LEVEL: \"${LEVEL}\" }", "services.n.environment.DATIVO_LOG_LEVEL: the variable LEVEL is not set")]
    [InlineData("    ports: [ \"8080:8080\" ]", "services.n.ports: 8080 cannot be published")]
    [InlineData("    volumes: [ a ]", "services.n.volumes: 'a' is not SOURCE:TARGET")]
    [InlineData("    restart: sometimes", "services.n.restart: 'sometimes' is not no, on-failure, always or unless-stopped")]
    [InlineData("    stop_grace_period: long", "services.n.stop_grace_period: 'long' is no duration")]
    [InlineData("    deploy: { replicas: many }", "services.n: 'many' is not a number of replicas")]
    [InlineData("    deploy: { mode: global }", "services.n.deploy.mode: cannot be mapped to processes of this machine")]
    [InlineData("    healthcheck: { test: [CMD, curl, localhost] }", "services.n.healthcheck.test: is not a command of dativo")]
    [InlineData("    healthcheck: { test: [CMD-SHELL, dativo health] }", "services.n.healthcheck.test: is not a list that begins with CMD")]
    public void What_cannot_be_mapped_is_an_error(string lines, string expected)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new TestFolder();
        var (topology, errors) = Compose.PlanText($"services:\n{Database}  n:\n    image: dativo-actors:0.1\n    command: [start, orchestrated]\n{lines}\n", folder);
        Assert.Null(topology);
        Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("  n: { image: redis:7 }", "services.n.command: is not that of a node")]
    [InlineData("  two: { image: \"postgres:17\" }", "services.two: is one PostgreSQL too many")]
    public void Services_that_are_neither_nodes_nor_the_database_are_errors(string service, string expected)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new TestFolder();
        Assert.Contains(Compose.PlanText($"services:\n{Database}{service}\n", folder).Errors, error => error.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("services: [", "compose.yml: ")]
    [InlineData("- a", "compose.yml: is no map of keys and values")]
    [InlineData("name: x", "compose.yml: has no services")]
    public void A_file_that_is_none_is_told_so(string text, string expected)
    {
        using var folder = new TestFolder();
        Assert.StartsWith(expected, Assert.Single(Compose.PlanText(text, folder).Errors), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Hosts_paths_and_dependencies_are_those_of_this_machine()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8.");
        using var folder = new TestFolder();
        folder.Write("jobs/runner.yaml", "");
        folder.Write(".env", "# secrets\nPASS=\"from file\"\nLEVEL=debug\n");
        var (topology, errors) = Compose.PlanText(
            $$"""
            services:
            {{Database}}
              first:
                image: registry.example/dativo-actors:0.1
                command: [start, orchestrated]
                depends_on: [db]
                environment:
                  - DATIVO_DATABASE=Host=db;Database=d;Password=${PASS}
                  - DATIVO_NODE_HOST=first
                  - DATIVO_RUNNER_CONFIG=/jobs/runner.yaml
                  - DATIVO_LOG_LEVEL=${LEVEL:-error}
                  - PRICE=$$5
                volumes: [ ./jobs:/jobs:ro ]
              second:
                image: dativo-actors:0.1
                command: [start, orchestrated]
                depends_on: { first: { condition: service_healthy } }
                environment: { DATIVO_DATABASE: Host=db, DATIVO_NODE_SEEDS: "first:4053, second:4054", DATIVO_RUNNER_CONFIG: /jobs/runner.yaml, DATIVO_TLS_PASSWORD: "${NONE-plain}" }
                volumes: [ ./jobs:/jobs, data:/var/lib/dativo ]
            """,
            folder,
            ("LEVEL", "warning"));
        Assert.Empty(errors);
        var (first, second) = (topology!.Plan.Nodes[0], topology.Plan.Nodes[1]);
        Assert.Equal("from file", new NpgsqlConnectionStringBuilder(first.Environment["DATIVO_DATABASE"]).Password);
        Assert.Equal(folder.PathOf("jobs/runner.yaml"), first.Environment["DATIVO_RUNNER_CONFIG"]);
        Assert.Equal("warning", first.Environment["DATIVO_LOG_LEVEL"]);
        Assert.Equal("$5", first.Environment["PRICE"]);
        Assert.Equal($"/jobs={folder.PathOf("jobs")}", first.Environment["DATIVO_PATH_MAP"]);
        Assert.Equal(RestartPolicy.Never, first.Restart);
        Assert.Equal("first", Assert.Single(second.After));
        Assert.Equal($"{first.Environment["DATIVO_NODE_HOST"]}:4053,{second.Environment["DATIVO_NODE_HOST"]}:4054", second.Environment["DATIVO_NODE_SEEDS"]);
        Assert.Equal("plain", second.Environment["DATIVO_TLS_PASSWORD"]);
    }
}
