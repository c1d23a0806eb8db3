using System.Collections.Immutable;
using System.Globalization;
using CsCheck;

namespace Dativo.Actors.Tests.Scheduling.Calendar;

/// <summary>A field of a cron expression made together with what it means, so that nothing has to read it.</summary>
internal sealed record GeneratedField(string Text, ImmutableHashSet<int> Admits, bool IsIntervalLike)
{
    public bool StartsWithStar => Text[0] == '*';

    /// <param name="first">The field's smallest value.</param>
    /// <param name="last">The field's largest value.</param>
    /// <param name="favourites">Values that single values and starts of ranges often are.</param>
    public static Gen<GeneratedField> Of(int first, int last, params int[] favourites)
    {
        var value = favourites.Length == 0
            ? Gen.Int[first, last]
            : Gen.Frequency((3, Gen.Int[0, favourites.Length - 1].Select(index => favourites[index])), (1, Gen.Int[first, last]));
        var step = Gen.Int[1, last];
        var star = Gen.Const(new GeneratedField("*", [.. Values(first, last, first, last, 1)], true));
        var single = value.Select(at => new GeneratedField(Digits(at), [at], false));
        var list = value.Array[2, 4].Select(all => new GeneratedField(string.Join(',', all.Select(Digits)), [.. all], false));
        var every = step.Select(by => new GeneratedField($"*/{Digits(by)}", [.. Values(first, last, first, last, by)], true));
        var from = Gen.Select(value, step, (low, by) =>
            new GeneratedField($"{Digits(low)}/{Digits(by)}", [.. Values(first, last, low, last, by)], true));
        var range = Gen.Select(value, value, (low, high) =>
            new GeneratedField($"{Digits(low)}-{Digits(high)}", [.. Values(first, last, low, high, 1)], true));
        var stepped = Gen.Select(value, value, step, (low, high, by) =>
            new GeneratedField($"{Digits(low)}-{Digits(high)}/{Digits(by)}", [.. Values(first, last, low, high, by)], true));
        var mixed = Gen.Select(single, Gen.OneOf(range, stepped, from, every), (one, other) =>
            new GeneratedField($"{one.Text},{other.Text}", one.Admits.Union(other.Admits), true));
        return Gen.Frequency((2, star), (4, single), (3, list), (2, every), (1, from), (2, range), (1, stepped), (1, mixed));
    }

    /// <summary>Counts from low to high by the step, over the end of the field and on from its start where high is the lower one.</summary>
    private static IEnumerable<int> Values(int first, int last, int low, int high, int by)
    {
        var circle = Enumerable.Range(low, last - low + 1).Concat(Enumerable.Range(first, low - first));
        var reached = circle.TakeWhile(value => value != high).Append(high).ToArray();
        for (var i = 0; i < reached.Length; i += by)
            yield return reached[i];
    }

    private static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}
