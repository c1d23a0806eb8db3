namespace Dativo.Actors.Tests.Tenants.Simulation;

/// <summary>A promise that a simulated tenant did not keep.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
