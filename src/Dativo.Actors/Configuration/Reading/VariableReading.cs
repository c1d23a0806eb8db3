namespace Dativo.Actors.Configuration.Reading;

/// <summary>Looks up environment variables, and remembers whether any was asked for.</summary>
internal sealed class VariableReading
{
    private readonly Func<string, string?> _lookup;

    public VariableReading(Func<string, string?> lookup)
    {
        _lookup = lookup;
        Lookup = Find;
    }

    /// <summary>The value of a variable; null when it is not set.</summary>
    public Func<string, string?> Lookup { get; }

    /// <summary>Whether a variable was looked up.</summary>
    public bool AreRead { get; private set; }

    private string? Find(string name)
    {
        AreRead = true;
        return _lookup(name);
    }
}
