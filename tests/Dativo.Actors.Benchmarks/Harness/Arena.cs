namespace Dativo.Benchmarks.Harness;

/// <summary>What a contestant is given for one run.</summary>
internal sealed record Arena
{
    /// <summary>Where it stores.</summary>
    public required Database Database { get; init; }

    /// <summary>An empty directory of its own, which is removed afterwards.</summary>
    public required string Directory { get; init; }

    /// <summary>An empty database of its own; null unless <see cref="Database"/> is PostgreSQL.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The process of the PostgreSQL server; null unless <see cref="Database"/> is PostgreSQL.</summary>
    public int? PostgresPid { get; init; }

    /// <summary>How much of the full work is done, above 0 and usually 1: for a quick look.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Says how far the work is.</summary>
    public required Action<string> Progress { get; init; }

    /// <summary>A part of the work's full size, by <see cref="Scale"/>; 1 or more.</summary>
    public int Scaled(int full) => Math.Max(1, (int)(full * Scale));

    /// <summary>Says how far the work is.</summary>
    public void Report(string what, long done, long of) => Progress($"{what}: {done:N0} of {of:N0}");

    /// <summary>Says how far the work is once a second, until what is returned is disposed of.</summary>
    public Timer Follow(string what, Func<long> done, long of) => new(_ => Report(what, done(), of), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));

    /// <summary>Starts to count the CPU time that this process and the database server use.</summary>
    public CpuMeter MeasureCpu() => CpuMeter.Start(PostgresPid);
}
