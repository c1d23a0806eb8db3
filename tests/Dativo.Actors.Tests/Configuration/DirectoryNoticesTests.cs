using Dativo.Actors.Configuration.Reading;

namespace Dativo.Actors.Tests.Configuration;

/// <summary>What the system tells of changed files.</summary>
public sealed class DirectoryNoticesTests : IDisposable
{
    private const string Any = "any";
    private readonly ConfigurationFolder _folder = new();
    private readonly DirectoryNotices _notices = new();

    public DirectoryNoticesTests()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux is asked.");
        _notices.Begin();
        _notices.Watch(_folder.Path("job.yaml"));
    }

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Nothing_is_noticed_while_nothing_changes()
    {
        _ = File.ReadAllText(_folder.Path("job.yaml"));

        Assert.True(_notices.SeesAll);
        Assert.Empty(Taken());
    }

    [SkippableTheory]
    [InlineData("written")]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("aged")]
    public void A_file_that_was_changed_is_noticed_once(string how)
    {
        var path = _folder.Path("job.yaml");
        var elsewhere = _folder.Write("elsewhere/job.yaml", "tenant_id: globex\n");
        Taken();

        switch (how)
        {
            case "written": File.AppendAllText(path, "# more\n"); break;
            case "deleted": File.Delete(path); break;
            case "replaced": File.Move(elsewhere, path, overwrite: true); break;
            case "aged": File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch); break;
        }

        Assert.Equal([path], Taken());
        Assert.Empty(Taken());
        Assert.True(_notices.SeesAll);
    }

    [SkippableFact]
    public void A_file_that_appears_is_noticed()
    {
        var path = _folder.Write("new.yaml", ConfigurationFolder.Job);

        Assert.Equal([path], Taken());
    }

    [SkippableFact]
    public void A_mounted_volume_that_is_changed_by_its_hidden_link_may_change_any_file()
    {
        _folder.Write("..1/job.yaml", ConfigurationFolder.Job);
        Taken();

        File.CreateSymbolicLink(_folder.Path("..data"), _folder.Path("..1"));

        Assert.Contains(Any, Taken());
        Assert.True(_notices.SeesAll);
    }

    [SkippableFact]
    public void A_directory_that_was_missing_may_bring_any_file_and_is_watched_from_the_next_beginning_on()
    {
        _notices.Watch(_folder.Path("later/deep/job.yaml"));
        Assert.True(_notices.SeesAll);
        var path = _folder.Write("later/deep/job.yaml", ConfigurationFolder.Job);

        Assert.Contains(Any, Taken());
        Assert.False(_notices.SeesAll);
        _notices.Begin();
        _notices.Watch(path);
        Assert.True(_notices.SeesAll);
        File.Delete(path);
        Assert.Equal([path], Taken());
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_directory_that_goes_may_take_any_file_with_it(bool moves)
    {
        _notices.Watch(_folder.Write("team/job.yaml", ConfigurationFolder.Job));
        Taken();

        if (moves)
            Directory.Move(_folder.Path("team"), _folder.Path("squad"));
        else
            Directory.Delete(_folder.Path("team"), recursive: true);

        Assert.Contains(Any, Taken());
        Assert.False(_notices.SeesAll);
    }

    [SkippableFact]
    public void More_changes_than_are_worth_telling_apart_may_concern_any_file()
    {
        for (var file = 0; file <= 1_000; file++)
            _folder.Write($"{file}.yaml", ConfigurationFolder.Job);

        Assert.Contains(Any, Taken());
        Assert.True(_notices.SeesAll);
    }

    [SkippableFact]
    public void What_is_on_no_local_file_system_is_not_seen()
    {
        _notices.Watch("/proc/self/status");

        Assert.False(_notices.SeesAll);
    }

    private string[] Taken()
    {
        var noticed = _notices.Take();
        return noticed.MayBeAny ? [Any, .. noticed.Files] : [.. noticed.Files];
    }
}
