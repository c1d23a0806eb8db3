namespace Dativo.Actors.Membership;

/// <summary>The states as they stand in the database.</summary>
internal static class LeaseStates
{
    /// <summary>The name of a state.</summary>
    public static string Name(this LeaseState state) => state switch
    {
        LeaseState.Active => "active",
        LeaseState.Evicted => "evicted",
        LeaseState.Released => "released",
        LeaseState.Fenced => "fenced",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The state of a name.</summary>
    public static LeaseState Parse(string name) => name switch
    {
        "active" => LeaseState.Active,
        "evicted" => LeaseState.Evicted,
        "released" => LeaseState.Released,
        "fenced" => LeaseState.Fenced,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A lease in the database has a state that this version does not know."),
    };
}
