namespace Dativo.Cli.Output;

/// <summary>Colours text where colours are wanted.</summary>
internal readonly record struct Paint(bool Enabled)
{
    public string Bold(string text) => With("1", text);

    public string Dim(string text) => With("2", text);

    /// <summary>Text in the colour of a run's status or a schedule's state.</summary>
    public string Status(string status, string text) => status switch
    {
        "success" or "active" => With("32", text),
        "failure" or "timed_out" or "invalid" => With("31", text),
        "partial" or "waiting_retry" or "paused" => With("33", text),
        "running" => With("36", text),
        "skipped" or "cancelled" or "disabled" => With("2", text),
        _ => text,
    };

    private string With(string code, string text) => Enabled ? $"\x1b[{code}m{text}\x1b[0m" : text;
}
