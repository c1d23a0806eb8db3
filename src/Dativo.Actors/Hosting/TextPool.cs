using System.Runtime.InteropServices;

namespace Dativo.Actors.Hosting;

/// <summary>One object for equal texts.</summary>
internal sealed class TextPool
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The text that stands for this one.</summary>
    public string Of(string text)
    {
        ref var shared = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, text, out _);
        return shared ??= text;
    }
}
