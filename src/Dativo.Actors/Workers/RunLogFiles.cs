using System.Globalization;

namespace Dativo.Actors.Workers;

/// <summary>Where the output of attempts is kept: <c>logs/yyyy-MM-dd/RUN.ATTEMPT.log</c>, the day being in the run's id.</summary>
internal sealed class RunLogFiles(string dataDirectory)
{
    public string PathOf(Guid runId, int attempt) => Path.Combine(
        dataDirectory,
        "logs",
        DayOf(runId).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{runId}.{attempt}.log"));

    // The first 48 bits of a UUID v7 are milliseconds since the Unix epoch (RFC 9562, section 5.7).
    private static DateTimeOffset DayOf(Guid runId)
    {
        Span<byte> bytes = stackalloc byte[16];
        runId.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        foreach (var b in bytes[..6])
            milliseconds = (milliseconds << 8) | b;
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
