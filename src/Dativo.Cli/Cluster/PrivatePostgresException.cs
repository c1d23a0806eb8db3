namespace Dativo.Cli.Cluster;

/// <summary>A private PostgreSQL does not start; the message says why and what to do, in one line.</summary>
public sealed class PrivatePostgresException(string message) : Exception(message);
