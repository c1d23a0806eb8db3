using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Dativo.EndToEnd;

namespace Dativo.Soak;

/// <summary>Counts a log's warnings and errors by kind.</summary>
internal sealed partial class LogClasses
{
    // What the load itself asks for: jobs that fail or end partially, and kills.
    private static readonly ImmutableHashSet<string> Expected = ["retry_attempt", "run_finished", "attempt_interrupted"];
    private readonly SortedDictionary<string, LogClass> _classes = new(StringComparer.Ordinal);

    public IReadOnlyCollection<LogClass> All => _classes.Values;

    public void Add(IEnumerable<LogLine> log)
    {
        foreach (var line in log.Where(line => line.Level is not ("INFO" or "DEBUG")))
        {
            var isExpected = line.EventType is { } type && Expected.Contains(type);
            var kind = isExpected ? $"{line.Level} {line.EventType}" : $"{line.Level} {line.EventType} {Variable().Replace(line.Message, "#")}".Trim();
            var known = _classes.GetValueOrDefault(kind) ?? new LogClass(kind, isExpected, 0, line.Text);
            _classes[kind] = known with { Count = known.Count + 1 };
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+")]
    private static partial Regex Variable();
}

/// <summary>A kind of warning or error: how often it came, its first line, and whether the load itself asks for it.</summary>
public sealed record LogClass(string Kind, bool IsExpected, int Count, string First);
