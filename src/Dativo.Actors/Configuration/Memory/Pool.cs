using System.Runtime.InteropServices;

namespace Dativo.Actors.Configuration.Memory;

/// <summary>Numbers things from 0 on, equal ones alike.</summary>
internal sealed class Pool<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _numbers = [];

    /// <summary>The things, in the order of their numbers.</summary>
    public List<T> Items { get; } = [];

    /// <summary>The number of a thing.</summary>
    public int NumberOf(T item)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, item, out var isKnown);
        if (!isKnown)
        {
            number = Items.Count;
            Items.Add(item);
        }

        return number;
    }
}
