using System.Collections.Immutable;
using System.Globalization;

namespace Dativo.Actors.Configuration.Keys;

/// <summary>A key of the configuration: the one place that says its type, range and default, for reading it and for its documentation.</summary>
/// <param name="Name">The key.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Since">The first version that knew it: of dativo-ingest (1.2.0, 1.3.0), or of this product (0.1.0).</param>
internal sealed record KeySpec(string Name, KeyType Type, string Since)
{
    /// <summary>The default as people write it.</summary>
    public string Default { get; init; } = "none";

    public bool Required { get; init; }

    /// <summary>The smallest number; of each number in a list.</summary>
    public decimal? Min { get; init; }

    /// <summary>The largest number; of each number in a list.</summary>
    public decimal? Max { get; init; }

    /// <summary>Whether <see cref="Min"/> itself is out of range.</summary>
    public bool MoreThanMin { get; init; }

    /// <summary>The words a choice takes.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>Restrictions of texts, lists and maps, in words.</summary>
    public string? Form { get; init; }

    /// <summary>A name of this key in earlier versions that is still read.</summary>
    public string? OldName { get; init; }

    /// <summary>What a wrong name that people do use should have been; <see cref="Name"/> is suggested for it.</summary>
    public string? Mistaken { get; init; }

    public string TypeText => Type switch
    {
        KeyType.Text => "text",
        KeyType.WholeNumber => "whole number",
        KeyType.Number => "number",
        KeyType.Boolean => "true or false",
        KeyType.Choice => "word",
        KeyType.TextList => "list of texts",
        KeyType.NumberList => "list of whole numbers",
        KeyType.TextMap => "map of texts",
        KeyType.Map => "map",
        _ => "list of maps",
    };

    public string DefaultText => Required ? "required" : Default;

    public string RangeText => (Choices, Min, Max) switch
    {
        ({ Length: > 0 }, _, _) => string.Join(", ", Choices),
        (_, { } min, { } max) when MoreThanMin => $"more than {Show(min)}, at most {Show(max)}",
        (_, { } min, { } max) => $"{Show(min)} to {Show(max)}",
        _ => Form ?? "any",
    };

    /// <summary>What a message says was expected.</summary>
    public string Expectation => Type switch
    {
        KeyType.Choice => $"one of {RangeText}",
        KeyType.WholeNumber or KeyType.Number => $"a {TypeText}, {RangeText}",
        KeyType.Boolean => "true or false",
        KeyType.NumberList => $"a list of whole numbers, each {RangeText}",
        _ => Form is null ? $"a {TypeText}" : $"a {TypeText}: {Form}",
    };

    private static string Show(decimal number) => number.ToString("#,0.###", CultureInfo.InvariantCulture);
}
