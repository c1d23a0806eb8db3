using Dativo.Actors.Configuration.Keys;

namespace Dativo.Actors.Tests.Configuration;

/// <summary>docs/configuration.md has every key that is read, and no other, with the type, default, range and version of the code.</summary>
public class DocumentationTests
{
    private static readonly string Text = File.ReadAllText(Find("docs/configuration.md"));

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string[]>> Documented = ReadTables();

    public static TheoryData<string> Sections => [.. ConfigurationKeys.All.Select(section => section.Path)];

    [Fact]
    public void Every_section_has_a_table_and_every_table_is_a_section() =>
        Assert.Equal(ConfigurationKeys.All.Select(section => section.Path).Order(), Documented.Keys.Order());

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_key_is_documented_as_it_is_read(string path)
    {
        var section = ConfigurationKeys.All.Single(each => each.Path == path);

        Assert.Equal(
            section.Keys.Select(key => $"`{key.Name}` | {key.TypeText} | {key.DefaultText} | {key.RangeText} | {key.Since}"),
            Documented[path].Select(row => $"{row[0]} | {row[1]} | {row[2]} | {row[3]} | {row[5]}"));
        Assert.All(Documented[path], row => Assert.NotEmpty(row[4]));
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_old_name_is_documented_with_the_new_one(string path)
    {
        var section = ConfigurationKeys.All.Single(each => each.Path == path);

        foreach (var (key, row) in section.Keys.Zip(Documented[path]))
        {
            var marker = key.OldName is null ? null : $"Old name: `{key.OldName}`.";
            Assert.Equal(marker is not null, row[4].Contains("Old name: ", StringComparison.Ordinal));
            Assert.Contains(marker ?? "", row[4], StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, IReadOnlyList<string[]>> ReadTables()
    {
        var tables = new Dictionary<string, IReadOnlyList<string[]>>();
        foreach (var section in Text.Split("\n### ").Skip(1))
        {
            var rows = section.Split('\n')
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
                .ToList();
            tables.Add(section[..section.IndexOf('\n', StringComparison.Ordinal)].Trim('`', '\r'), rows.TakeWhile(row => row.Length == 6).ToList());
        }

        return tables;
    }

    private static string Find(string file)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, file);
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException($"{file} is in no directory above {AppContext.BaseDirectory}");
    }
}
