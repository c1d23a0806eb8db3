using Dativo.Actors.Configuration;
using Dativo.Actors.Configuration.Node;
using Dativo.Actors.Hosting;

namespace Dativo.Actors.Tests.Configuration.Node;

public sealed class NodeConfigurationTests : IDisposable
{
    private const string Database = "Host=db;Database=dativo;Username=dativo;Password=s3cr3t";

    private readonly NodeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_node_that_is_told_nothing_but_its_runner_file_is_a_single_node()
    {
        var node = _folder.Valid();

        Assert.Equal("runner.yaml", node.RunnerConfig);
        Assert.Equal(_folder.Path(".dativo"), node.DataDirectory);
        Assert.Equal(NodeRoles.All.ToArray(), node.Roles.ToArray());
        Assert.Equal(("127.0.0.1", null, 0), (node.Host, node.BindHost, node.Port));
        Assert.Equal((null, null, null, null, null), (node.Database, node.Tls, node.Token, node.Slots, node.Akka));
        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)), (node.DrainTimeout, node.Lease.Duration, node.Lease.PartitionPatience));
        Assert.False(node.Management);
        Assert.Empty(node.ToOptions(slots: 3).Validate());
        Assert.Equal(3, node.ToOptions(slots: 3).Slots);
    }

    [Fact]
    public void A_file_says_everything()
    {
        _folder.Flags.Clear();
        _folder.Environment["PASSWORD"] = "s3cr3t";
        foreach (var (name, text) in new[] { ("cert.pfx", "x"), ("ca.pem", "x"), ("password", " pass \n"), ("token", "0123456789abcdef\n") })
            _folder.Write($"etc/{name}", text);

        var node = _folder.Valid("""
            runner_config: runner.yaml
            data_dir: ../data
            database: Host=db;Database=dativo;Username=dativo;Password=${PASSWORD}
            path_map: [/app=.]
            node:
              roles: [web, worker]
              host: auto
              bind_host: 0.0.0.0
              port: 5000
              seeds: [one:4053, "[::1]:4054"]
              slots: 7
              drain_timeout_seconds: 1.5
            http: {bind: "*:8080", management: true, token_file: token}
            lease: {duration_seconds: 3, partition_patience_seconds: 6}
            tls: {certificate: cert.pfx, ca: ca.pem, password_file: password}
            log: {format: json, level: debug}
            akka: |
              akka.loglevel = ${level}
              level = DEBUG
            """);

        var options = node.ToOptions(slots: 1);
        Assert.Equal(Path.Combine("etc", "runner.yaml"), node.RunnerConfig);
        Assert.Equal(_folder.Path("data"), options.DataDirectory);
        Assert.Equal(Database, options.Database);
        Assert.Equal([new PathMap("/app", _folder.Path("etc"))], options.PathMaps.ToArray());
        Assert.Equal(["worker", "web"], options.Roles.ToArray());
        Assert.Equal(("box", "0.0.0.0", 5000, 7), (options.Hostname, options.BindHostname, options.Port, options.Slots));
        Assert.Equal(["one:4053", "[::1]:4054"], options.Seeds.ToArray());
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.DrainTimeout);
        Assert.Equal(("*:8080", true, "0123456789abcdef"), (node.HttpBind, node.Management, node.Token));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6)), (options.Lease.Duration, options.Lease.PartitionPatience));
        Assert.Equal(new NodeTls(_folder.Path("etc/cert.pfx"), "pass", _folder.Path("etc/ca.pem")), options.Tls);
        Assert.Equal(("json", "debug"), (node.LogFormat, node.LogLevel));
        Assert.Contains("${level}", options.Hocon, StringComparison.Ordinal);
        Assert.Empty((options with { Tls = null }).Validate());
    }

    [Fact]
    public void Every_setting_is_read_from_its_variable()
    {
        _folder.Flags.Clear();
        var values = new Dictionary<string, string>
        {
            ["runner_config"] = "r.yaml",
            ["data_dir"] = "d",
            ["database"] = Database,
            ["path_map"] = "/app=a,/b=b;/c=c",
            ["akka"] = "akka.loglevel = DEBUG",
            ["node.roles"] = "worker, web",
            ["node.host"] = "n1",
            ["node.bind_host"] = "10.0.0.1",
            ["node.port"] = "1",
            ["node.seeds"] = "a:1,b:2",
            ["node.slots"] = "2",
            ["node.drain_timeout_seconds"] = "3",
            ["http.bind"] = "h:1",
            ["http.management"] = "true",
            ["http.token_file"] = _folder.Write("token", "0123456789abcdef"),
            ["lease.duration_seconds"] = "4",
            ["lease.partition_patience_seconds"] = "6",
            ["tls.certificate"] = _folder.Write("cert", "x"),
            ["tls.ca"] = _folder.Write("ca", "x"),
            ["tls.password_file"] = _folder.Write("pw", "pw"),
            ["log.format"] = "text",
            ["log.level"] = "Warning",
        };
        Assert.Equal(NodeKeys.All.Select(setting => setting.Path).Order(), values.Keys.Order());
        foreach (var setting in NodeKeys.All)
            _folder.Environment[setting.Variable] = values[setting.Path];

        var node = _folder.Valid();

        Assert.Equal(("r.yaml", _folder.Path("d"), Database, "akka.loglevel = DEBUG"), (node.RunnerConfig, node.DataDirectory, node.Database, node.Akka));
        Assert.Equal([new("/app", _folder.Path("a")), new("/b", _folder.Path("b")), new("/c", _folder.Path("c"))], node.PathMaps.ToArray());
        Assert.Equal(["worker", "web"], node.Roles.ToArray());
        Assert.Equal(["a:1", "b:2"], node.Seeds.ToArray());
        Assert.Equal(("n1", "10.0.0.1", 1, 2, TimeSpan.FromSeconds(3)), (node.Host, node.BindHost, node.Port, node.Slots, node.DrainTimeout));
        Assert.Equal(("h:1", true, "0123456789abcdef"), (node.HttpBind, node.Management, node.Token));
        Assert.Equal((4, 6), (node.Lease.Duration.TotalSeconds, node.Lease.PartitionPatience.TotalSeconds));
        Assert.Equal(new NodeTls(_folder.Path("cert"), "pw", _folder.Path("ca")), node.Tls);
        Assert.Equal(("text", "warning"), (node.LogFormat, node.LogLevel));
    }

    [Fact]
    public void A_flag_wins_over_a_variable_and_a_variable_over_the_file()
    {
        const string file = "node: {port: 1, slots: 1, host: file}\n";
        _folder.Environment["DATIVO_NODE_PORT"] = "2";
        _folder.Environment["DATIVO_NODE_SLOTS"] = "2";
        _folder.Flags["--node-port"] = ["3"];

        var node = _folder.Valid(file);

        Assert.Equal((3, 2, "file"), (node.Port, node.Slots, node.Host));
    }

    [Fact]
    public void What_is_overridden_is_not_looked_at()
    {
        _folder.Environment["DATIVO_DATABASE"] = Database;

        Assert.Equal(Database, _folder.Valid("database: ${NOT_SET}\n").Database);
    }

    [Fact]
    public void An_empty_variable_is_as_good_as_none()
    {
        _folder.Environment["DATIVO_NODE_PORT"] = "";
        _folder.Environment["DATIVO_DATABASE"] = "";

        Assert.Equal((5, null), (_folder.Valid("node: {port: 5}\n").Port, _folder.Valid().Database));
    }

    [Fact]
    public void Nothing_expands_in_variables_and_flags()
    {
        _folder.Environment["DATIVO_DATABASE"] = "Host=db;Password=${HOME}$";
        _folder.Flags["--data-dir"] = ["${HOME}"];

        var node = _folder.Valid();

        Assert.Equal(("Host=db;Password=${HOME}$", _folder.Path("${HOME}")), (node.Database, node.DataDirectory));
    }

    [Fact]
    public void The_port_of_a_node_with_a_database_is_one_that_others_can_know()
    {
        _folder.Environment["DATIVO_DATABASE"] = Database;

        Assert.Equal(4053, _folder.Valid().Port);
    }

    [Fact]
    public void A_role_named_twice_counts_once()
    {
        _folder.Flags["--roles"] = ["web,worker", "worker,scheduler"];

        Assert.Equal(NodeRoles.All.ToArray(), _folder.Valid().Roles.ToArray());
    }

    [Fact]
    public void Only_what_schedules_or_works_needs_a_runner_file()
    {
        _folder.Flags.Clear();
        _folder.Environment["DATIVO_DATABASE"] = Database;
        _folder.Environment["DATIVO_NODE_ROLES"] = "web";
        Assert.Null(_folder.Valid().RunnerConfig);

        _folder.Environment["DATIVO_NODE_ROLES"] = "worker";
        Assert.StartsWith("--runner-config: is missing: ", _folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_of_all_places_come_at_once_each_with_its_place()
    {
        _folder.Flags.Clear();
        _folder.Flags["--slots"] = ["0"];
        _folder.Flags["--http"] = ["3000"];
        _folder.Environment["DATIVO_NODE_PORT"] = "tcp://10.0.0.1";
        _folder.Environment["DATIVO_NODE_SEEDS"] = "a:1,b";

        var lines = _folder.Read("""
            node:
              roles: [wroker, web]
              hots: x
            lease: {duration_seconds: 0}
            tls:
              certificate: none.pem
            log: {level: verbose}
            """).Diagnostics.Select(diagnostic => diagnostic.ToString()).ToList();

        Assert.Equal(
            [
                "etc/node.yaml:2:11: node.roles[0]: is no role: 'wroker' (expected one or more of scheduler, worker, web; did you mean worker?)",
                "etc/node.yaml:3:3: warning: node.hots: is not a known key and is not used (did you mean host?)",
                "etc/node.yaml:4:27: lease.duration_seconds: is out of range: '0' (expected a number, 1 to 300)",
                $"etc/node.yaml:6:16: tls.certificate: no such file: 'none.pem' (looked in {_folder.Path("etc")})",
                "etc/node.yaml:6:16: tls.certificate: needs the certificate of the authority that signed it and those of the other nodes (expected tls.ca as well)",
                "etc/node.yaml:7:14: log.level: is not a known word: 'verbose' (expected one of debug, information, warning, error)",
                "DATIVO_NODE_PORT: is not a number: 'tcp://10.0.0.1' (expected a whole number, 0 to 65,535)",
                "DATIVO_NODE_SEEDS: is no address of a node: 'b' (expected HOST:PORT, such as node-1:4053)",
                "--slots: is out of range: '0' (expected a whole number, 1 to 10,000)",
                "--http: '3000' is not HOST:PORT",
            ],
            lines);
    }

    [Theory]
    [InlineData("node: [", "etc/node.yaml:")]
    [InlineData("", "etc/node.yaml: is empty")]
    public void A_file_that_cannot_be_read_is_one_error_beside_those_of_other_places(string file, string start)
    {
        _folder.Environment["DATIVO_NODE_PORT"] = "x";

        var result = _folder.Read(file);

        Assert.Null(result.Configuration);
        Assert.StartsWith(start, result.Diagnostics[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("DATIVO_NODE_PORT: ", Assert.Single(result.Diagnostics.Skip(1)).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node: {host: 0.0.0.0}", "node.host: '0.0.0.0' is no address that others can reach")]
    [InlineData("node: {host: 'a:1'}", "node.host: is no host: 'a:1'")]
    [InlineData("node: {roles: []}", "node.roles: names no role")]
    [InlineData("node: {seeds: ['a:0']}", "node.seeds[0]: is no address of a node: 'a:0'")]
    [InlineData("node: {seeds: ['::1:4053']}", "node.seeds[0]: is no address of a node: '::1:4053'")]
    [InlineData("path_map: [a]", "path_map[0]: 'a' has no '='")]
    [InlineData("akka: {loglevel: DEBUG}", "akka: is a map of keys and values (expected a text: settings of Akka as HOCON; in YAML: akka: |")]
    [InlineData("akka: 'a = ${b}'", "akka: is not HOCON")]
    [InlineData("akka: '}'", "akka: is not HOCON")]
    [InlineData("tls: {ca: node.yaml}", "tls.ca: needs a certificate of this node")]
    [InlineData("http: {token_file: none}", "http.token_file: no such file: 'none'")]
    [InlineData("node: 3", "node: is a single value (expected a map)")]
    public void What_is_wrong_is_said_with_what_to_do(string file, string message) => Assert.Contains(message, _folder.Problem(file), StringComparison.Ordinal);

    [Theory]
    [InlineData("postgres://dativo:s3cr3t@db/dativo", "is a URL, not a connection string")]
    [InlineData("s3cr3t", "is not a connection string")]
    [InlineData("Database=dativo;Password=s3cr3t", "names no host")]
    [InlineData("Host=db;Password=a;s3cr3t=b", "has a keyword that is not known (expected")]
    [InlineData("Hots=db;Password=s3cr3t", "has a keyword that is not known (did you mean Host?)")]
    [InlineData("Host=db;Port=s3cr3t", "has a value that port does not take")]
    [InlineData("Host=db;Port=99999;Password=s3cr3t", "has a value that port does not take")]
    public void A_wrong_connection_string_is_never_shown(string text, string message)
    {
        _folder.Environment["DATIVO_DATABASE"] = text;
        var fromVariable = _folder.Problem();
        _folder.Environment.Clear();
        var fromFile = _folder.Problem($"database: {text}\n");

        Assert.StartsWith($"DATIVO_DATABASE: {message}", fromVariable, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"database: {message}", fromFile, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cr3t", fromVariable + fromFile, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_is_described_by_where_it_is()
    {
        Assert.Equal("dativo on db", ConnectionText.Describe(Database));
        Assert.Equal("dativo on db:5433", ConnectionText.Describe($"{Database};Port=5433"));
    }

    [Fact]
    public void Secrets_come_from_variables_before_files_and_an_empty_one_did_not_arrive()
    {
        _folder.Environment["DATIVO_TOKEN"] = "from-the-environment";
        _folder.Write("etc/token", "from-the-file");
        Assert.Equal("from-the-environment", _folder.Valid("http: {token_file: token}\n").Token);

        _folder.Environment["DATIVO_TOKEN"] = "";
        Assert.Equal("DATIVO_TOKEN: is empty (expected a value, or no such variable)", _folder.Problem("http: {token_file: token}\n"));

        _folder.Environment.Clear();
        _folder.Write("etc/token", " \n");
        Assert.Contains("http.token_file: is an empty file", _folder.Problem("http: {token_file: token}\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_as_text_has_no_secrets()
    {
        _folder.Environment["DATIVO_DATABASE"] = Database;

        Assert.DoesNotContain("s3cr3t", _folder.Valid().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATIVO_NODE_PROT", "DATIVO_NODE_PROT: warning: is not a known variable and is not used (did you mean DATIVO_NODE_PORT?)")]
    [InlineData("DATIVO_LOG_COLOUR_OF_EVERYTHING", "DATIVO_LOG_COLOUR_OF_EVERYTHING: warning: is not a known variable and is not used")]
    public void A_variable_that_looks_like_a_setting_and_is_none_is_a_warning(string name, string warning)
    {
        _folder.Environment[name] = "x";

        Assert.Equal(warning, _folder.Problem());
        Assert.False(_folder.Read().HasErrors);
    }

    [Theory]
    [InlineData("DATIVO_HTTP_SERVICE_HOST")]
    [InlineData("DATIVO_HTTP_PORT_3000_TCP_ADDR")]
    [InlineData("DATIVO_RUN_ID")]
    [InlineData("DATIVO_SERVER")]
    [InlineData("DATIVO_TLS_PASSWORD")]
    public void Variables_that_others_set_or_read_are_none_of_these(string name)
    {
        _folder.Environment[name] = "x";

        _folder.Valid();
    }
}
