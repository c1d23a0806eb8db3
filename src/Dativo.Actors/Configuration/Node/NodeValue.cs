using System.Collections.Immutable;
using Dativo.Actors.Configuration.Reading;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Configuration.Node;

/// <summary>
/// A setting at the place it is given at. Reads it as its key's type and reports what is wrong with it there; null when it is
/// not given or wrong.
/// </summary>
/// <param name="setting">The setting.</param>
/// <param name="section">The map that has it, be it the file's or one made of a variable or a flag; null when it is not given.</param>
/// <param name="directory">What relative paths count from, absolute.</param>
internal sealed class NodeValue(NodeSetting setting, SectionReader? section, string directory)
{
    private readonly string _key = setting.Key.Name;

    public bool IsGiven => section?.Has(_key) == true;

    /// <summary>Whether anything was reported about it that makes it unusable.</summary>
    public bool IsWrong { get; private set; }

    public ScalarText? Text() => Read(section => section.Text(_key));

    public int? WholeNumber() => Read(section => section.WholeNumber(_key));

    public TimeSpan? Seconds() => Read(section => section.Seconds(_key));

    public bool? Boolean() => Read(section => section.Boolean(_key));

    public string? Choice() => Read(section => section.Choice(_key, ignoringCase: true));

    /// <summary>The text as written, without expanding anything in it.</summary>
    public string? Raw()
    {
        if (!IsGiven)
            return null;
        if (section!.At(_key) is YamlScalar scalar)
            return scalar.Value;
        Wrong($"is {section.At(_key).Kind} (expected {setting.Key.Expectation}; in YAML: {_key}: | and the settings below it, indented)");
        return null;
    }

    /// <summary>A text that is a path, as an absolute one.</summary>
    public string? Path()
    {
        if (Text() is not { } text)
            return null;
        if (!text.Text.Contains('\0', StringComparison.Ordinal))
            return System.IO.Path.GetFullPath(text.Text, directory);
        Wrong("has a NUL character in it, which no path can have");
        return null;
    }

    /// <summary>The path of a file that is there.</summary>
    public string? ExistingFile()
    {
        if (Path() is not { } path)
            return null;
        if (File.Exists(path))
            return path;
        Wrong($"no such file: {Text()!.Value.Shown} ({(System.IO.Path.IsPathRooted(Text()!.Value.Text) ? "expected an existing file" : $"looked in {directory}")})");
        return null;
    }

    /// <summary>A list, each text turned into what it stands for; <paramref name="read"/> says what is wrong with one that stands for nothing.</summary>
    public ImmutableArray<T>? List<T>(Func<ScalarText, (T? Item, string? Problem)> read)
        where T : class
    {
        if (Read(section => section.Texts(_key)) is not { } texts)
            return null;
        var items = ImmutableArray.CreateBuilder<T>(texts.Length);
        for (var index = 0; index < texts.Length; index++)
        {
            var (item, problem) = read(texts[index]);
            if (item is not null)
            {
                items.Add(item);
                continue;
            }

            IsWrong = true;
            section!.Diagnostics.Error(texts[index].Node, section.PathOf($"{_key}[{index}]"), problem!);
        }

        return IsWrong ? null : items.ToImmutable();
    }

    /// <summary>What a path in this setting counts from.</summary>
    public string FullPath(string path) => System.IO.Path.GetFullPath(path, directory);

    /// <summary>Reports an error at the setting, which is given.</summary>
    public void Wrong(string message)
    {
        IsWrong = true;
        section!.Wrong(_key, message);
    }

    private T? Read<T>(Func<SectionReader, T?> read)
    {
        if (!IsGiven)
            return default;
        var errors = section!.Diagnostics.ErrorCount;
        var value = read(section);
        IsWrong |= section.Diagnostics.ErrorCount > errors;
        return value;
    }
}
