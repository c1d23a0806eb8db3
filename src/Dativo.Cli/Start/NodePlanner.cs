using Dativo.Actors.Configuration;
using Dativo.Actors.Configuration.Node;
using Dativo.Actors.Hosting;
using Dativo.Actors.Scheduling;
using Dativo.Web;

namespace Dativo.Cli.Start;

/// <summary>Makes a plan of what the user asked for, and says everything that is wrong with it.</summary>
/// <param name="time">The clock.</param>
/// <param name="error">Where to say it.</param>
internal sealed class NodePlanner(TimeProvider time, TextWriter error)
{
    /// <summary>The plan; null after saying why there is none.</summary>
    public NodePlan? Make(StartRequest request, CancellationToken cancellationToken)
    {
        var read = NodeConfigurationReader.Read(new NodeSources
        {
            File = request.Config,
            Flags = request.Flags,
            Environment = request.Environment,
            HttpBindProblem = static text => WebBinding.TryParse(text, out _, out var problem) ? null : problem,
        });
        foreach (var diagnostic in read.Diagnostics)
            error.WriteLine(diagnostic.File == request.Config ? $"{diagnostic}" : $"dativo start: {diagnostic}");
        if (read.Configuration is not { } configuration)
            return null;

        var web = new WebOptions { Bind = configuration.HttpBind ?? WebOptions.DefaultBind, Token = configuration.Token, Management = configuration.Management };
        var problems = configuration.ToOptions(slots: 1).Validate().AddRange(web.Validate());
        foreach (var problem in problems)
            Refuse(problem);
        if (read.HasErrors || !problems.IsEmpty)
            return null;
        return configuration.NeedsRunner
            ? WithRunner(configuration, web, cancellationToken)
            : Plan(configuration, web, DefinitionFile.None, definition: null);
    }

    private NodePlan? WithRunner(NodeConfiguration configuration, WebOptions web, CancellationToken cancellationToken)
    {
        var path = configuration.RunnerConfig!;
        var schedules = configuration.Roles.Contains(NodeRoles.Scheduler);
        var options = new ConfigurationOptions { Clock = time, PathMaps = configuration.PathMaps };
        var loader = new RunnerConfigurationLoader(options, schedules ? KeptConfiguration.FileIn(configuration.DataDirectory) : null, noticesChanges: schedules);

        // What was right at an earlier start and looks as it did need not be waited for, save by people who are told what it says.
        if (schedules && !NodeLogging.IsText(configuration.LogFormat) && loader.TryLoadHead(path) is { Type: OrchestratorType.BuiltIn } known)
        {
            var file = new DefinitionFile(known.File, loader, first: null)
            {
                FirstExecutor = known.Executor,
                BeingRead = Task.Run(() => loader.Load(path, CancellationToken.None), CancellationToken.None),
            };
            return Plan(configuration, web, file, known);
        }

        var loaded = schedules ? loader.Load(path, cancellationToken) : loader.LoadWithoutJobs(path);
        foreach (var diagnostic in loaded.Diagnostics)
            error.WriteLine(diagnostic);
        if (loaded.Definition is not { } definition)
            return null;
        if (definition.Type == OrchestratorType.Airflow)
        {
            Refuse($"{path} says type: airflow, so its schedules are for Airflow. To run them here, say type: akka.");
            return null;
        }

        return Plan(configuration, web, new DefinitionFile(definition.File, loader, schedules ? loaded : null) { FirstExecutor = definition.Executor }, definition);
    }

    private static NodePlan Plan(NodeConfiguration configuration, WebOptions web, DefinitionFile file, RunnerDefinition? definition) => new(
        configuration.ToOptions(definition?.Executor.MaxConcurrentJobs ?? 1),
        web,
        file,
        definition,
        configuration.LogFormat,
        configuration.LogLevel);

    private void Refuse(string problem) => error.WriteLine($"dativo start: {problem}");
}
