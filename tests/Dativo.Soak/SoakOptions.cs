namespace Dativo.Soak;

/// <summary>What to do; <paramref name="KillEvery"/> of zero kills nothing.</summary>
public sealed record SoakOptions(TimeSpan Length, int Seed, int Tenants, int Schedules, TimeSpan KillEvery, bool Keep);
