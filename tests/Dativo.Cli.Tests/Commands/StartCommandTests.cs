using System.Collections.Immutable;
using System.CommandLine;
using Dativo.Actors.Scheduling;
using Dativo.Cli.Start;

namespace Dativo.Cli.Tests.Commands;

/// <summary>What <c>dativo start</c> makes of what it is told, up to the moment a node would start.</summary>
public sealed class StartCommandTests : IDisposable
{
    private const string Runner = """
        runner:
          orchestrator:
            executor: {command: [job], kill_grace_seconds: 30, max_concurrent_jobs: 6}
            schedules: [{name: a, config: job.yaml, cron: "@daily"}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dativo-start-").FullName;
    private readonly StringWriter _errors = new();
    private readonly Dictionary<string, string> _environment = [];

    public StartCommandTests()
    {
        Write("runner.yaml", Runner);
        Write("job.yaml", "tenant_id: acme\nsource_connector: csv\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_single_node_has_all_roles_and_the_slots_of_the_runner_file()
    {
        var plan = Plan("--runner-config", Path("runner.yaml"))!;

        Assert.Equal(["scheduler", "worker", "web"], plan.Node.Roles.ToArray());
        Assert.Equal(6, plan.Node.Slots);
        Assert.Same(plan.Definition, plan.File.TakeFirst()!.Definition);
        Assert.Equal("acme", Assert.Single(plan.Definition!.Schedules).Job!.TenantId);
        Assert.Equal(("127.0.0.1:3000", null, false), (plan.Web.Bind, plan.Web.Token, plan.Web.Management));
        Assert.True(plan.ShutdownTimeout > plan.Node.DrainTimeout + TimeSpan.FromSeconds(30 + 60));
        Assert.Empty(_errors.ToString());
    }

    [Fact]
    public void A_node_that_only_works_reads_no_job_files()
    {
        File.Delete(Path("job.yaml"));

        var plan = Plan("--runner-config", Path("runner.yaml"), "--roles", "worker", "--database", "Host=db", "--slots", "2")!;

        Assert.Null(plan.File.TakeFirst());
        Assert.Equal(["job"], plan.File.FirstExecutor!.Command.ToArray());
        Assert.Equal((2, 4053), (plan.Node.Slots, plan.Node.Port));
        Assert.Empty(_errors.ToString());
    }

    [Fact]
    public void A_node_that_only_serves_HTTP_needs_no_runner_file()
    {
        _environment["DATIVO_TOKEN"] = "0123456789abcdef";
        var file = Write("web.yaml", "database: Host=db\nnode: {roles: [web], host: web-1}\nhttp: {bind: '*:80', management: true}\n");

        var plan = Plan("--config", file)!;

        Assert.Same(DefinitionFile.None, plan.File);
        Assert.Equal(("*:80", "0123456789abcdef", true), (plan.Web.Bind, plan.Web.Token, plan.Web.Management));
        Assert.Null(plan.Definition);
    }

    [Fact]
    public void Everything_that_is_wrong_comes_at_once()
    {
        _environment["DATIVO_NODE_SLOTS"] = "none";
        var file = Write("node.yaml", "node: {port: -1}\nhttp: {bind: '0.0.0.0:3000'}\n");

        Assert.Null(Plan("--config", file, "--seeds", "a:1", "--log-format", "xml", "--runner-config", "runner.yaml"));

        Assert.Equal(
            [
                $"{file}:1:14: node.port: is out of range: '-1' (expected a whole number, 0 to 65,535)",
                "dativo start: DATIVO_NODE_SLOTS: is not a number: 'none' (expected a whole number, 1 to 10,000)",
                "dativo start: --log-format: is not a known word: 'xml' (expected one of text, json)",
                "dativo start: Several nodes need a database",
                "dativo start: HTTP address: '0.0.0.0:3000' can be reached from other machines, so a token is required",
            ],
            Lines().Select(line => line.Split(" that all of them")[0].Split(": set DATIVO_TOKEN")[0]));
    }

    [Fact]
    public void A_value_that_is_wrong_makes_nothing_else_seem_wrong()
    {
        var file = Write("node.yaml", "database: nonsense\nnode: {roles: [worker], seeds: ['a:1']}\nhttp: {bind: '*:3000', token_file: none}\n");

        Assert.Null(Plan("--config", file, "--runner-config", "runner.yaml"));

        Assert.Equal(2, Lines().Length);
    }

    [Fact]
    public void Schedules_for_Airflow_are_not_run_here()
    {
        Write("runner.yaml", Runner.Replace("    executor:", "    type: airflow\n    executor:", StringComparison.Ordinal));

        Assert.Null(Plan("--runner-config", Path("runner.yaml")));
        Assert.Contains("says type: airflow", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void People_are_told_what_is_not_the_default()
    {
        Assert.Equal(["schedules", "data", "slots", "api"], SummaryOf("--runner-config", Path("runner.yaml")).Select(line => line[..11].Trim()));

        var lines = SummaryOf("--runner-config", Path("runner.yaml"), "--roles", "worker", "--node-host", "n1", "--database", "Host=db;Database=runs;Password=s3cr3t");
        Assert.Equal(["roles      worker", "node       n1:4053", "database   runs on db"], lines.Take(3).Select(line => line.Trim()));
        Assert.Equal(["data", "slots", "http"], lines.Skip(3).Select(line => line[..11].Trim()));
        Assert.DoesNotContain("s3cr3t", string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void The_flags_are_those_of_the_documentation()
    {
        var documented = File.ReadAllLines(FindDocument())
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[3].Trim('`'))
            .Where(flag => flag.StartsWith("--", StringComparison.Ordinal));

        Assert.Equal(documented.Order(), new StartFlags().Settings.Select(flag => flag.Name).Order());
    }

    private NodePlan? Plan(params string[] arguments)
    {
        var flags = new StartFlags();
        var command = new Command("start");
        flags.AddTo(command);
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return new NodePlanner(TimeProvider.System, _errors).Make(flags.Read(parsed, _environment.ToImmutableDictionary()), CancellationToken.None);
    }

    private string[] SummaryOf(params string[] arguments)
    {
        var output = new StringWriter();
        StartSummary.Write(Plan(arguments)!, TimeProvider.System.GetUtcNow(), output);
        return output.ToString().Split("\n\n")[0].Split('\n').Skip(1).Select(line => line[2..]).ToArray();
    }

    private string[] Lines() => _errors.ToString().Trim().Split('\n');

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    private static string FindDocument()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var path = System.IO.Path.Combine(directory.FullName, "docs/cluster.md");
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException($"docs/cluster.md is in no directory above {AppContext.BaseDirectory}");
    }
}
