namespace Dativo.Cli.Output;

/// <summary>Colours text where colours are wanted.</summary>
internal readonly record struct Paint(bool Enabled)
{
    public string Bold(string text) => With("1", text);

    public string Dim(string text) => With("2", text);

    /// <summary>Text in the colour of a run's status, or the state of a schedule, a node or its lease.</summary>
    public string Status(string status, string text) => status switch
    {
        "success" or "active" or "up" or "lease_active" => With("32", text),
        "failure" or "timed_out" or "invalid" or "unreachable" or "down" or "removed" or "lease_evicted" or "lease_fenced" => With("31", text),
        "partial" or "waiting_retry" or "paused" or "joining" or "weakly_up" or "weaklyup" or "leaving" or "exiting" or "lease_released" => With("33", text),
        "running" => With("36", text),
        "skipped" or "cancelled" or "disabled" => With("2", text),
        _ => text,
    };

    private string With(string code, string text) => Enabled ? $"\x1b[{code}m{text}\x1b[0m" : text;
}
