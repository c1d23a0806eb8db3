using BenchmarkDotNet.Loggers;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Micro;

/// <summary>Of all that BenchmarkDotNet says, lets through what is being measured and what is wrong.</summary>
internal sealed class MicroLog(ProgressLine progress) : ILogger
{
    private const string Begins = "// Benchmark: ";

    public string Id => nameof(MicroLog);

    public int Priority => 0;

    public void Write(LogKind logKind, string text)
    {
        if (logKind == LogKind.Error)
            progress.Note(text.TrimEnd());
        else if (text.StartsWith(Begins, StringComparison.Ordinal))
            progress.Say($"micro · {text[Begins.Length..].Split(':')[0]}");
    }

    public void WriteLine()
    {
    }

    public void WriteLine(LogKind logKind, string text) => Write(logKind, text);

    public void Flush()
    {
    }
}
