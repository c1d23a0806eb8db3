using System.Collections.Immutable;

namespace Dativo.Benchmarks.Harness;

/// <summary>What is measured of the scenarios, and how often.</summary>
/// <param name="Repeat">How many rounds; 1 or more.</param>
/// <param name="Scale">How much of the full work; above 0.</param>
/// <param name="Database">Only with this database; null: with each.</param>
/// <param name="Contestants">Only these; empty: all.</param>
internal sealed record MeasurementOptions(int Repeat, double Scale, Database? Database, ImmutableArray<string> Contestants);
