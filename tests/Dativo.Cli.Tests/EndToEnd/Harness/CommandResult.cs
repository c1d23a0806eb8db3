using System.Text.Json;

namespace Dativo.EndToEnd;

/// <summary>What a command returned and printed.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}
