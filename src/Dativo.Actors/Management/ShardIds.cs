using System.Globalization;

namespace Dativo.Actors.Management;

/// <summary>The order of shards: they are numbers, written as text.</summary>
internal static class ShardIds
{
    /// <summary>Numbers by their value, anything else after them.</summary>
    public static readonly IComparer<string> Order = Comparer<string>.Create(static (left, right) =>
    {
        var byNumber = Number(left).CompareTo(Number(right));
        return byNumber != 0 ? byNumber : string.CompareOrdinal(left, right);
    });

    private static int Number(string id) => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
}
