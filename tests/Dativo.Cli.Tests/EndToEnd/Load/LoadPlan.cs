using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Dativo.EndToEnd.Load;

/// <summary>Tenants with schedules whose jobs write down what happens to them.</summary>
public sealed record LoadPlan(ImmutableArray<LoadSchedule> Schedules)
{
    public const string RunnerFile = "runner.yaml";
    public const string DataDirectory = "data";

    /// <summary>The variable that marks every process of a load's jobs; its value is the folder of their records.</summary>
    public const string Mark = "DATIVO_LOAD_RECORDS";

    // Lines are appended whole. The clock is that of the machine's start, which needs no program of its own. The lock is the kernel's: it is free exactly when no process of an earlier attempt lives.
    private const string Script =
        """
        record="$DATIVO_LOAD_RECORDS/$DATIVO_TENANT_ID"
        exec 9>>"$record.lock"
        flock -n 9 || echo "overlap $DATIVO_RUN_ID $DATIVO_ATTEMPT" >> "$record"
        read -r begun rest < /proc/uptime
        echo "start $DATIVO_RUN_ID $DATIVO_ATTEMPT $DATIVO_FENCING_TOKEN $DATIVO_JOB_NAME $DATIVO_SCHEDULED_FOR $begun ${DATIVO_LOAD_NODE:--}" >> "$record"
        echo "works for $2 s"
        sleep "$2"
        case "$1" in
          Succeeds) code=0 ;;
          Partial) code=1 ;;
          Flaky) if [ $((DATIVO_ATTEMPT % 3)) -eq 0 ]; then code=0; else code=2; fi ;;
          *) code=2 ;;
        esac
        [ $code -eq 0 ] || echo "the job ends with $code" >&2
        read -r ended rest < /proc/uptime
        echo "end $DATIVO_RUN_ID $DATIVO_ATTEMPT $code $ended" >> "$record"
        exit $code
        """;

    /// <summary>A load of so many tenants and schedules with intervals of 1 s to <paramref name="longestInterval"/>.</summary>
    public static LoadPlan Of(int tenants, int schedules, int longestInterval, Random random) => new(
    [
        .. Enumerable.Range(0, schedules).Select(number => new LoadSchedule(
            string.Create(CultureInfo.InvariantCulture, $"schedule-{number:00}"),
            string.Create(CultureInfo.InvariantCulture, $"tenant-{number % tenants:00}"),
            random.Next(1, longestInterval + 1),
            (number % 10) switch { 3 => JobMode.Partial, 5 => JobMode.Flaky, 8 => JobMode.Fails, _ => JobMode.Succeeds },
            random.Next(20, 400))),
    ]);

    /// <summary>How many jobs run at once on one node; null: what is usual for this machine.</summary>
    public int? SlotsPerNode { get; init; }

    /// <summary>
    /// A load for several nodes: a schedule of <paramref name="shortest"/> to <paramref name="longest"/> s for each tenant, each
    /// tenth with jobs of some seconds, so that there is always something to interrupt.
    /// </summary>
    public static LoadPlan OfTenants(int tenants, int shortest, int longest, Random random) => new(
    [
        .. Enumerable.Range(0, tenants).Select(number => new LoadSchedule(
            string.Create(CultureInfo.InvariantCulture, $"schedule-{number:000}"),
            string.Create(CultureInfo.InvariantCulture, $"tenant-{number:000}"),
            random.Next(shortest, longest + 1),
            (number % 10) switch { 3 => JobMode.Partial, 5 => JobMode.Flaky, 8 => JobMode.Fails, _ => JobMode.Succeeds },
            number % 10 == 0 ? random.Next(2000, 6000) : random.Next(20, 400))),
    ])
    { SlotsPerNode = 64 };

    /// <summary>Writes the load's files, with all schedules switched on.</summary>
    public string WriteTo(TestFolder folder)
    {
        Directory.CreateDirectory(folder.PathOf("records"));
        folder.Write("job.sh", Script);
        foreach (var schedule in Schedules)
        {
            folder.Write($"jobs/{schedule.Name}.yaml",
                $$"""
                tenant_id: {{schedule.TenantId}}
                source_connector: csv
                retry_config:
                  max_retries: {{LoadSchedule.MaxRetries}}
                  initial_delay_seconds: 0.3
                  max_delay_seconds: 1
                  retryable_exit_codes: [2]
                """);
        }

        return WriteRunner(folder, enabled: true);
    }

    /// <summary>Switches all schedules on or off.</summary>
    public string WriteRunner(TestFolder folder, bool enabled)
    {
        var yaml = new StringBuilder(
            $$"""
            runner:
              mode: orchestrated
              orchestrator:
                type: akka
                executor:{{(SlotsPerNode is { } slots ? string.Create(CultureInfo.InvariantCulture, $"\n      max_concurrent_jobs: {slots}") : "")}}
                  environment:
                    {{Mark}}: {{RecordsOf(folder)}}
                schedules:

            """);
        foreach (var schedule in Schedules)
        {
            var seconds = (schedule.JobMilliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
            yaml.AppendLine(CultureInfo.InvariantCulture, $"      - name: {schedule.Name}");
            yaml.AppendLine(CultureInfo.InvariantCulture, $"        config: jobs/{schedule.Name}.yaml");
            yaml.AppendLine(CultureInfo.InvariantCulture, $"        interval_seconds: {schedule.IntervalSeconds}");
            if (schedule.Anchor is { } anchor)
                yaml.AppendLine(CultureInfo.InvariantCulture, $"        anchor: {anchor:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
            yaml.AppendLine(CultureInfo.InvariantCulture, $"        enabled: {(enabled ? "true" : "false")}");
            yaml.AppendLine(CultureInfo.InvariantCulture, $"        command: [/bin/sh, {folder.PathOf("job.sh")}, {schedule.Mode}, \"{seconds}\"]");
        }

        return folder.Write(RunnerFile, yaml.ToString());
    }

    public static string RecordsOf(TestFolder folder) => folder.PathOf("records");

    /// <summary>The processes of the load's jobs that live.</summary>
    public static IReadOnlyList<int> LiveProcesses(TestFolder folder) => ProcessTable.WithEnvironment($"{Mark}={RecordsOf(folder)}");
}
