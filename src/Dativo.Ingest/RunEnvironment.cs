using System.Globalization;

namespace Dativo.Ingest;

/// <summary>What the orchestrator tells a job through its environment; every part has a default, so that a job also runs by hand.</summary>
internal sealed record RunEnvironment
{
    /// <summary>The run: attempts of the same run replace each other's output.</summary>
    public required string RunId { get; init; }

    public required int Attempt { get; init; }

    /// <summary>The day in UTC that <c>ingest_date</c> stands for: that of the occurrence, so that a late re-run lands in the same partition.</summary>
    public required DateOnly IngestDate { get; init; }

    /// <summary>Grows with every attempt of the tenant; 0 when there is none.</summary>
    public required long FencingToken { get; init; }

    /// <summary>Where to ask whether the output may be made visible; null when nobody wants to be asked.</summary>
    public required Uri? FenceUrl { get; init; }

    public static RunEnvironment Read(IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        string? Get(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

        var runId = Get("DATIVO_RUN_ID") ?? Guid.CreateVersion7(time.GetUtcNow()).ToString();
        if (!Jobs.DirectoryName.IsValid(runId) || runId.Length > 100)
            throw Wrong("DATIVO_RUN_ID", "at most 100 letters, digits, '-', '_' or '.', beginning with a letter or digit");

        var scheduled = time.GetUtcNow();
        if (Get("DATIVO_SCHEDULED_FOR") is { } text
            && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out scheduled))
        {
            throw Wrong("DATIVO_SCHEDULED_FOR", "an instant such as 2026-01-31T06:00:00Z");
        }

        Uri? fenceUrl = null;
        if (Get("DATIVO_FENCE_URL") is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out fenceUrl) && fenceUrl.Scheme == Uri.UriSchemeHttp))
            throw Wrong("DATIVO_FENCE_URL", "an address that begins with http://");

        return new RunEnvironment
        {
            RunId = runId,
            Attempt = (int)Number(Get("DATIVO_ATTEMPT"), "DATIVO_ATTEMPT", 1, 1, int.MaxValue),
            IngestDate = DateOnly.FromDateTime(scheduled.UtcDateTime),
            FencingToken = Number(Get("DATIVO_FENCING_TOKEN"), "DATIVO_FENCING_TOKEN", 0, 0, long.MaxValue),
            FenceUrl = fenceUrl,
        };
    }

    private static long Number(string? text, string name, long absent, long min, long max)
    {
        if (text is null)
            return absent;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Wrong(name, $"a whole number from {min}");
    }

    private static IngestException Wrong(string name, string expected) =>
        new(IngestErrorKind.ConfigurationError, $"the environment variable {name} has a wrong value (expected {expected})");
}
