namespace Dativo.Actors.History;

/// <summary>
/// The history cannot be opened, upgraded or filled. The message is for an operator: what is wrong and what to do, without secrets.
/// </summary>
public sealed class HistoryException(string message, Exception? inner = null) : Exception(message, inner);
