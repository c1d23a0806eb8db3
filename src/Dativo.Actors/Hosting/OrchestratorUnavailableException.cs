namespace Dativo.Actors.Hosting;

/// <summary>The actor that must answer did not in time; the request may or may not have taken effect and may be repeated.</summary>
public sealed class OrchestratorUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
