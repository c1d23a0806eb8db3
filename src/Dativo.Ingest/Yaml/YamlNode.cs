namespace Dativo.Ingest.Yaml;

/// <summary>A value of a YAML file that knows where it stands.</summary>
internal abstract record YamlNode(YamlPosition Position)
{
    /// <summary>What a person calls this kind of value, for "expected a list, found a text".</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value, as written: variables are not expanded yet.</summary>
internal sealed record YamlScalar(YamlPosition Position, string Text, bool IsPlain) : YamlNode(Position)
{
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Kind => IsNull ? "nothing" : "a single value";
}

/// <summary>A list.</summary>
internal sealed record YamlList(YamlPosition Position, IReadOnlyList<YamlNode> Items) : YamlNode(Position)
{
    public override string Kind => "a list";
}

/// <summary>A mapping; keys keep the order of the file.</summary>
internal sealed record YamlMap(YamlPosition Position, IReadOnlyDictionary<string, YamlNode> Entries) : YamlNode(Position)
{
    public override string Kind => "a mapping";

    /// <summary>The value of <paramref name="key"/>, or null when it is absent or written as nothing.</summary>
    public YamlNode? Find(string key) =>
        Entries.TryGetValue(key, out var node) && node is not YamlScalar { IsNull: true } ? node : null;
}
