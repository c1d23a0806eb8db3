using Dativo.Actors.Configuration;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tests.Configuration;
using Dativo.Actors.Workers;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Tests.Workers;

/// <summary>A node's executor follows its own runner.yaml, whatever else the node does.</summary>
public sealed class ExecutorFileWatchTests : IDisposable, ILogger<ExecutorFileWatch>
{
    private readonly ConfigurationFolder _folder = new();
    private readonly List<string> _log = [];
    private readonly ExecutorSettings _settings;
    private readonly ExecutorFileWatch _watch;

    public ExecutorFileWatchTests()
    {
        // A node that does not schedule has no job files to look at.
        File.Delete(_folder.Path("job.yaml"));
        Write("one");
        var loader = new RunnerConfigurationLoader(_folder.Options);
        var first = loader.LoadWithoutJobs(_folder.Path("runner.yaml"));
        Assert.Empty(first.Diagnostics);
        Assert.Empty(first.Definition!.Schedules);
        _settings = new ExecutorSettings(first.Definition.Executor, []);
        _watch = new ExecutorFileWatch(new DefinitionFile(first.Definition.File, loader, null) { FirstExecutor = first.Definition.Executor }, _settings, TimeProvider.System, this);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_changed_file_counts_from_the_next_look()
    {
        _watch.Look();
        Assert.Equal("one", Program);

        Write("another");
        Assert.Equal("one", Program);
        _watch.Look();
        Assert.Equal("another", Program);
        Assert.Empty(_log);
    }

    [Theory]
    [InlineData("runner: [", ":1:")]
    [InlineData("runner: {orchestrator: {executor: {command: two}, schedules: []}}", "executor.command")]
    [InlineData("runner: {orchestrator: {executor: {command: [two]}, schedules: [{name: a, config: job.yaml, cron: never}]}}", "cron")]
    public void A_broken_file_changes_nothing_and_is_logged_once(string text, string problem)
    {
        _folder.Write("runner.yaml", text);
        _watch.Look();
        _watch.Look();
        Assert.Equal("one", Program);
        Assert.Contains(problem, Assert.Single(_log), StringComparison.Ordinal);

        Write("mended");
        _watch.Look();
        Assert.Equal("mended", Program);
    }

    [Fact]
    public void A_file_that_is_gone_for_a_while_changes_nothing()
    {
        File.Delete(_folder.Path("runner.yaml"));
        _watch.Look();
        Assert.Equal("one", Program);
        Assert.Contains("no such file", Assert.Single(_log), StringComparison.Ordinal);

        Write("again");
        _watch.Look();
        Assert.Equal("again", Program);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _log.Add(formatter(state, exception));

    private string Program => _settings.Current.Command[0];

    private void Write(string program) => _folder.Write("runner.yaml", ConfigurationFolder.RunnerWith("cron: '@daily'", $"executor: {{command: [{program}]}}"));
}
