using Dativo.Actors.Configuration.Keys;
using Dativo.Actors.Configuration.Node;

namespace Dativo.Actors.Tests.Configuration.Node;

/// <summary>docs/cluster.md has every setting of a node, as it is read, and the files of cluster-config are read without complaint.</summary>
public sealed class NodeDocumentationTests : IDisposable
{
    private static readonly string Root = FindRoot();

    private readonly NodeFolder _folder = new();

    public static TheoryData<string> Sections => [NodeKeys.File.Path, .. NodeKeys.Maps.Select(section => section.Path)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_setting_is_documented_as_it_is_read(string path)
    {
        var section = NodeKeys.Maps.Prepend(NodeKeys.File).Single(each => each.Path == path);
        var documented = Rows(path);

        Assert.Equal(section.Keys.Select(key => Row(section, key)), documented.Select(row => string.Join(" | ", row.Take(6))));
        Assert.All(documented, row => Assert.NotEmpty(row[6]));
    }

    [Fact]
    public void Variables_without_a_key_are_documented()
    {
        var text = File.ReadAllText(Path.Combine(Root, "docs/cluster.md"));

        Assert.All(NodeKeys.Variables, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("all-in-one", "scheduler", "worker", "web")]
    [InlineData("scheduler", "scheduler", "web")]
    [InlineData("worker", "worker")]
    [InlineData("web", "web")]
    public void The_files_of_the_roles_are_read_without_complaint(string name, params string[] roles)
    {
        var text = File.ReadAllText(Path.Combine(Root, "cluster-config", $"{name}.yaml"));
        _folder.Flags.Clear();
        _folder.Environment["DATIVO_DATABASE"] = "Host=db;Database=dativo;Username=dativo;Password=s3cr3t";
        _folder.Environment["DATIVO_TOKEN"] = "0123456789abcdef";

        var node = _folder.Valid(text);

        Assert.Equal(roles, node.Roles.ToArray());
        Assert.Equal(("box", 4053), (node.Host, node.Port));
        Assert.Equal("dativo on db", ConnectionText.Describe(node.Database!));
        Assert.Empty(node.ToOptions(slots: 1).Validate());
    }

    private static string Row(KeySection section, KeySpec key)
    {
        var path = section == NodeKeys.File ? key.Name : $"{section.Path}.{key.Name}";
        var setting = NodeKeys.All.SingleOrDefault(each => each.Path == path);
        return string.Join(" | ", $"`{key.Name}`", setting is null ? "" : $"`{setting.Variable}`", setting?.Flag is { } flag ? $"`{flag}`" : "", key.TypeText, key.DefaultText, key.RangeText);
    }

    private static List<string[]> Rows(string section) =>
    [
        .. File.ReadAllText(Path.Combine(Root, "docs/cluster.md"))
            .Split("\n### ")
            .Single(part => part.StartsWith($"`{section}`", StringComparison.Ordinal))
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line[1..^1].Split('|', StringSplitOptions.TrimEntries)),
    ];

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (Directory.Exists(Path.Combine(directory.FullName, "cluster-config")))
                return directory.FullName;
        }

        throw new DirectoryNotFoundException($"cluster-config is in no directory above {AppContext.BaseDirectory}");
    }
}
