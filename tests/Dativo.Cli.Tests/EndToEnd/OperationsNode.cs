using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.EndToEnd;

/// <summary>A node with a schedule for each thing that operators do; most run only when they are triggered.</summary>
public sealed class OperationsNode : IAsyncLifetime
{
    public const string Secret = "hunter2-swordfish";
    private static readonly string[] Manual = ["interval_seconds: 3600", "enabled: false"];
    private RealNode? _node;

    public TestFolder Folder { get; } = new();

    public RealNode Node => _node ?? throw new InvalidOperationException("The node did not start.");

    /// <summary>Lets the jobs go on that wait for a word.</summary>
    public void Say(string word) => Folder.Write($"said-{word}", "");

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var jobs = new Jobs(Folder)
        {
            Orchestrator =
                $$"""
                    tenants: { parallel: { concurrency: 3 } }
                    executor:
                      kill_grace_seconds: 2
                      max_concurrent_jobs: 32
                      environment: { API_KEY: "${OPERATIONS_KEY}", FOLDER: "{{Folder.FullName}}" }

                """,
        };
        jobs.Add("ok", "codes", "echo '{\"event_type\":\"metrics_extraction\",\"records_count\":7}'")
            .Add("partial", "codes", "exit 1")
            .Add("failing", "codes", "echo broken >&2; exit 2")
            .Add("slow", "slow", "echo begun; sleep 600")
            .Add("overdue", "overdue", "sleep 600", [.. Manual, "timeout_seconds: 1"])
            .AddCommand("missing", "missing", "[/bin/no-such-program, \"--password=${OPERATIONS_KEY}\"]")
            .AddCommand("secretive", "secretive", "[/bin/sh, -c, '[ \"$1\" = \"$API_KEY\" ]', sh, \"${OPERATIONS_KEY}\"]")
            .Add("environment", "environment", "env | grep -E '^(DATIVO_|TRACEPARENT)' | sort")
            .Add("chatty", "chatty", $"echo one\n{WaitFor("chatty")}echo two\n", [.. Manual, "tags: { team: sales }"])
            .Add("narrow", "parallel", Recorded("parallel"), [.. Manual, "max_concurrent_runs: 2"])
            .Add("wide", "parallel", Recorded("parallel"), [.. Manual, "max_concurrent_runs: 3"])
            .Add("beat", "beat", "exit 0", "interval_seconds: 1")
            .Add("queue_one", "queue-one", WaitFor("overlap"), "interval_seconds: 1", "overlap: queue_one")
            .Add("queue_all", "queue-all", WaitFor("overlap"), "interval_seconds: 1", "overlap: queue_all")
            .Add("skip", "skip", WaitFor("overlap"), "interval_seconds: 1", "overlap: skip")
            .Add("cancel_running", "cancel-running", WaitFor("overlap"), "interval_seconds: 1", "overlap: cancel_running")
            .Write();
        _node = await RealNode.StartAsync(Folder.FullName, "runner.yaml", new Dictionary<string, string> { ["OPERATIONS_KEY"] = Secret });
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        Folder.Dispose();
    }

    private static string WaitFor(string word) => $"while [ ! -e \"$FOLDER/said-{word}\" ]; do sleep 0.1; done\n";

    private static string Recorded(string word) => $"echo \"+ $DATIVO_JOB_NAME\" >> \"$FOLDER/{word}.txt\"\n{WaitFor(word)}sleep 0.1\necho \"- $DATIVO_JOB_NAME\" >> \"$FOLDER/{word}.txt\"\n";
}
