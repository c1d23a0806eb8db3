using Dativo.Actors.Configuration;

namespace Dativo.Actors.Scheduling;

/// <summary>The schedules of a definition by name. Their order is found when somebody asks for it: with very many it takes a while, and what is due waits.</summary>
internal sealed class ScheduleCatalog
{
    private readonly Dictionary<string, ScheduleDefinition> _schedules;
    private string[]? _names;

    public ScheduleCatalog(RunnerDefinition? definition)
    {
        _schedules = new Dictionary<string, ScheduleDefinition>(definition?.Schedules.Length ?? 0, StringComparer.Ordinal);
        foreach (var schedule in definition?.Schedules ?? [])
        {
            _schedules.Add(schedule.Name, schedule);
            if (schedule.Enabled)
                Enabled++;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _schedules.Count;

    /// <summary>How many of them are enabled.</summary>
    public int Enabled { get; }

    /// <summary>All of them, in no order to speak of.</summary>
    public IEnumerable<ScheduleDefinition> All => _schedules.Values;

    /// <summary>A schedule; null when there is none of that name.</summary>
    public ScheduleDefinition? Find(string name) => _schedules.GetValueOrDefault(name);

    /// <summary>The names that come after one, in their order, not more than so many; from the first on when there is none.</summary>
    public string[] NamesAfter(string? after, int limit)
    {
        if (_names is null)
        {
            _names = [.. _schedules.Keys];
            Array.Sort(_names, StringComparer.Ordinal);
        }

        var from = after is null ? 0 : Array.BinarySearch(_names, after, StringComparer.Ordinal);
        from = from < 0 ? ~from : after is null ? from : from + 1;
        return _names[from..Math.Min(_names.Length, from + limit)];
    }
}
