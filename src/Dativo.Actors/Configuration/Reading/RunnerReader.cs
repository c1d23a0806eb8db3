using System.Collections.Immutable;
using Dativo.Actors.Configuration.Keys;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Reads a <c>runner.yaml</c>, all but the job files it names.</summary>
/// <param name="fullPath">The file, absolute.</param>
/// <param name="diagnostics">Where to report.</param>
/// <param name="reading">What the load shares.</param>
internal sealed class RunnerReader(string fullPath, DiagnosticBag diagnostics, FileReading reading)
{
    private readonly Func<string, string?> _variable = reading.Variables.Lookup;

    /// <summary>
    /// What the file says, its schedules without their jobs. Where anything is wrong this is not to be used, but its schedules'
    /// job files can be looked at all the same.
    /// </summary>
    public RunnerReading Read(YamlMapping root)
    {
        var nothing = new RunnerReading(new RunnerDefinition { File = fullPath });

        // dativo-ingest's own loader takes the content of runner: at the root of the file as well.
        if (root.Find("runner") is null && root.Find("orchestrator") is not null)
            return ReadRunner(new SectionReader(ConfigurationKeys.Runner, root, "", diagnostics, _variable));
        if (root.Find("runner") is null && root.Find("tenant_id") is not null)
        {
            diagnostics.Error(root, "runner", "is missing; this is a job file (expected a runner file, whose schedules name job files)");
            return nothing;
        }

        var file = new SectionReader(ConfigurationKeys.RunnerFile, root, "", diagnostics, _variable);
        file.WarnOfUnknownKeys();
        return file.Mapping("runner") is { } runner
            ? ReadRunner(new SectionReader(ConfigurationKeys.Runner, runner, "runner", diagnostics, _variable))
            : nothing;
    }

    private RunnerReading ReadRunner(SectionReader runner)
    {
        runner.WarnOfUnknownKeys();
        var mode = runner.Choice("mode") == "oneshot" ? RunnerMode.Oneshot : RunnerMode.Orchestrated;
        if (runner.Mapping("orchestrator") is not { } map)
            return new RunnerReading(new RunnerDefinition { File = fullPath, Mode = mode });

        var orchestrator = new SectionReader(ConfigurationKeys.Orchestrator, map, runner.PathOf("orchestrator"), diagnostics, _variable);
        orchestrator.WarnOfUnknownKeys();
        var definition = new RunnerDefinition
        {
            File = fullPath,
            Mode = mode,
            Type = orchestrator.Choice("type") == "airflow" ? OrchestratorType.Airflow : OrchestratorType.BuiltIn,
            ConcurrencyPerTenant = orchestrator.WholeNumber("concurrency_per_tenant") ?? 1,
            RetryHoldsTenant = orchestrator.Boolean("retry_holds_tenant") ?? true,
            Tenants = Tenants(orchestrator),
            Executor = ExecutorReader.Read(orchestrator, fullPath, reading),
        };
        if (orchestrator.List("schedules") is not { } list || list is UnreadSequence)
            return new RunnerReading(definition);

        var wrong = diagnostics.Count;

        // Variables elsewhere in the file say nothing of them.
        var own = reading.WithOwnVariables();
        var drafts = Schedules(orchestrator, list, own);
        return new RunnerReading(definition)
        {
            Schedules = drafts,
            SchedulesDependOnFileAlone = diagnostics.Count == wrong && !own.Variables.AreRead && drafts.All(static draft => draft.Problem is null),
        };
    }

    private ImmutableDictionary<string, TenantDefinition> Tenants(SectionReader orchestrator)
    {
        var tenants = ImmutableDictionary.CreateBuilder<string, TenantDefinition>(StringComparer.Ordinal);
        foreach (var entry in orchestrator.Mapping("tenants")?.Entries ?? [])
        {
            var id = entry.Key.Value;
            if (Names.Problem(id) is { } problem)
            {
                diagnostics.Error(entry.Key, orchestrator.PathOf("tenants"), $"the tenant id {ScalarText.Show(id)} {problem}");
                continue;
            }

            var path = orchestrator.PathOf($"tenants.{id}");
            if (entry.Value is not YamlMapping map)
            {
                diagnostics.Error(entry.Value, path, $"is {entry.Value.Kind} (expected a map with concurrency, max_queued_runs or weight)");
                continue;
            }

            var tenant = new SectionReader(ConfigurationKeys.Tenant, map, path, diagnostics, _variable);
            tenant.WarnOfUnknownKeys();
            tenants[id] = new TenantDefinition
            {
                Concurrency = tenant.WholeNumber("concurrency"),
                MaxQueuedRuns = tenant.WholeNumber("max_queued_runs"),
                Weight = tenant.WholeNumber("weight"),
            };
        }

        return tenants.ToImmutable();
    }

    private ImmutableArray<ScheduleDraft> Schedules(SectionReader orchestrator, YamlSequence list, FileReading own)
    {
        if (list.Items.Count == 0)
            orchestrator.Warn("schedules", "is empty: there is nothing to run");
        var drafts = ImmutableArray.CreateBuilder<ScheduleDraft>(list.Items.Count);
        var names = new Dictionary<string, YamlNode>(list.Items.Count, StringComparer.Ordinal);
        for (var index = 0; index < list.Items.Count; index++)
        {
            var path = orchestrator.PathOf($"schedules[{index}]");
            if (list.Items[index] is not YamlMapping map)
            {
                diagnostics.Error(list.Items[index], path, $"is {list.Items[index].Kind} (expected a map with name, config and cron or interval_seconds)");
                continue;
            }

            var schedule = new SectionReader(ConfigurationKeys.Schedule, map, path, diagnostics, own.Variables.Lookup);
            if (ScheduleReader.Read(schedule, fullPath, own) is not { } draft)
                continue;
            if (draft.Definition.Name.Length > 0 && !names.TryAdd(draft.Definition.Name, map))
                schedule.Wrong("name", $"is the name of another schedule too, in line {names[draft.Definition.Name].Line} (expected a name of its own)");
            drafts.Add(draft);
        }

        return drafts.ToImmutable();
    }
}
