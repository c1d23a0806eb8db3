namespace Dativo.Actors.History;

/// <summary>Published on the actor system's event stream after events were stored: the projection has something to read.</summary>
public sealed class JournalHint
{
    /// <summary>The only one.</summary>
    public static readonly JournalHint Instance = new();

    private JournalHint()
    {
    }
}
