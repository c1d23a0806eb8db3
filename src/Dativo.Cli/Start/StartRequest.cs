namespace Dativo.Cli.Start;

/// <summary>What the user asked of <c>dativo start</c>, as written.</summary>
internal sealed record StartRequest(
    string RunnerConfig,
    string DataDirectory,
    string Http,
    string? LogFormat,
    string LogLevel,
    IReadOnlyList<string> PathMaps,
    string? Token);
