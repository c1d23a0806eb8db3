namespace Dativo.Benchmarks.Harness;

/// <summary>Counts the CPU time of this process, of what it has started, and of the database server, from one moment on.</summary>
internal sealed class CpuMeter
{
    private readonly int? _postgres;
    private readonly TimeSpan _own;
    private readonly TimeSpan _server;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();

    private CpuMeter(int? postgres)
    {
        _postgres = postgres;
        _own = Own();
        _server = Server();
    }

    /// <summary>CPU time of this process and the processes it has started, since the start.</summary>
    public TimeSpan OfProcesses => Own() - _own;

    /// <summary>CPU time of the database server since the start; zero when there is none.</summary>
    public TimeSpan OfDatabase => Server() - _server;

    /// <summary>Both.</summary>
    public TimeSpan Total => OfProcesses + OfDatabase;

    /// <summary>The memory that this process alone has asked for since the start, in bytes.</summary>
    public long Allocated => GC.GetTotalAllocatedBytes() - _allocated;

    /// <summary>Starts to count.</summary>
    public static CpuMeter Start(int? postgres) => new(postgres);

    private static TimeSpan Own() => ProcessTable.CpuOfTree(Environment.ProcessId);

    private TimeSpan Server() => _postgres is { } pid ? ProcessTable.CpuOfTree(pid) : TimeSpan.Zero;
}
