using System.Collections.Immutable;

namespace Dativo.Actors.Workers.Processes.Output;

/// <summary>A line of a job's output that is a JSON object with a string <c>event_type</c>. Nested values, true, false and null are left out.</summary>
/// <param name="EventType">The event's name, such as <c>metrics_extraction</c>.</param>
/// <param name="Numbers">Its numeric fields.</param>
/// <param name="Texts">Its string fields, without <c>event_type</c>.</param>
public sealed record OutputEvent(
    string EventType,
    ImmutableDictionary<string, double> Numbers,
    ImmutableDictionary<string, string> Texts);
