using System.Text;
using Dativo.Actors.Configuration;

namespace Dativo.Actors.Tests.Configuration;

/// <summary>When changes of one of very many job files are found.</summary>
public sealed class SourceLooksTests : IDisposable
{
    private const int Files = 1_600;
    private readonly ConfigurationFolder _folder = new();

    public SourceLooksTests()
    {
        var runner = new StringBuilder("runner:\n  orchestrator:\n    schedules:\n");
        for (var file = 0; file < Files; file++)
        {
            _folder.Write(NameOf(file), ConfigurationFolder.Job);
            runner.Append(FormattableString.Invariant($"      - {{name: job_{file}, config: {NameOf(file)}, cron: '@daily'}}\n"));
        }

        _folder.Write("runner.yaml", runner.ToString());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_notices_they_are_looked_at_in_turn()
    {
        var looks = Looks(noticesChanges: false);
        Change(Files - 1);

        Assert.False(looks.FindChange());
        Assert.True(looks.FindChange());
    }

    [SkippableFact]
    public void With_notices_the_next_look_finds_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells of changes.");
        var looks = Looks(noticesChanges: true);
        Assert.False(looks.FindChange());
        Change(Files - 1);

        Assert.True(looks.FindChange());
    }

    [SkippableFact]
    public void With_notices_a_file_beside_them_is_no_change()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells of changes.");
        var looks = Looks(noticesChanges: true);
        _folder.Write("jobs/0/notes.txt", "-");

        Assert.DoesNotContain(true, Enumerable.Range(0, Files / 250).Select(_ => looks.FindChange()));
    }

    [SkippableFact]
    public void What_notices_do_not_show_is_found_in_turn()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells of changes.");
        var target = _folder.Write("elsewhere/job.yaml", ConfigurationFolder.Job);
        File.Delete(_folder.Path(NameOf(Files - 1)));
        File.CreateSymbolicLink(_folder.Path(NameOf(Files - 1)), target);
        var looks = Looks(noticesChanges: true);
        File.WriteAllText(target, "tenant_id: globex\n");

        Assert.Equal([false, false, false, false, false, false, true], Enumerable.Range(0, 7).Select(_ => looks.FindChange()));
    }

    private static string NameOf(int file) => FormattableString.Invariant($"jobs/{file / 400}/{file}.yaml");

    private void Change(int file) => _folder.Write(NameOf(file), "tenant_id: globex\n");

    private SourceLooks Looks(bool noticesChanges) =>
        new(new RunnerConfigurationLoader(_folder.Options, memoryFile: null, noticesChanges).Load("runner.yaml").Sources);
}
