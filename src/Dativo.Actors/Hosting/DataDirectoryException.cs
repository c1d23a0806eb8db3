namespace Dativo.Actors.Hosting;

/// <summary>A data directory cannot be taken; the message is for people.</summary>
public sealed class DataDirectoryException(string message, Exception inner) : Exception(message, inner);
