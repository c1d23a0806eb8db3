using System.Collections.Immutable;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Dativo.Benchmarks.Micro;

/// <summary>Runs the micro-benchmarks with BenchmarkDotNet, in this process: nothing is built for it.</summary>
internal static class MicroRun
{
    private static readonly string[] Chooses = ["-f", "--filter", "--list", "--help", "--info", "--version"];
    private static readonly string[] Lengths = ["-j", "--job"];

    // Short, so that all of them take a minute or two.
    private static readonly Job Short = Job.Default
        .WithToolchain(InProcessEmitToolchain.Instance)
        .WithIterationTime(TimeInterval.FromMilliseconds(100))
        .WithWarmupCount(3)
        .WithIterationCount(7)
        .AsDefault();

    /// <summary>Runs them.</summary>
    /// <param name="arguments">BenchmarkDotNet's arguments; all benchmarks run unless these choose some.</param>
    /// <param name="logger">Hears what BenchmarkDotNet says.</param>
    /// <param name="artifacts">Where BenchmarkDotNet writes its own reports.</param>
    public static MicroReport Run(IReadOnlyCollection<string> arguments, ILogger logger, string artifacts)
    {
        var config = ManualConfig.CreateEmpty()
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(logger)
            .AddExporter(MarkdownExporter.GitHub)
            .WithArtifactsPath(artifacts)
            .WithOptions(ConfigOptions.DisableLogFile);
        List<string> all = [.. arguments];
        if (!arguments.Any(Chooses.Contains))
            all.AddRange(["--filter", "*"]);

        // A job of the configuration would win over one that is asked for by name.
        if (arguments.Any(Lengths.Contains))
            all.Add("--inProcess");
        else
            config.AddJob(Short);

        var results = ImmutableArray.CreateBuilder<MicroResult>();
        var isWhole = true;
        foreach (var summary in BenchmarkSwitcher.FromAssembly(typeof(MicroRun).Assembly).Run([.. all], config))
        {
            isWhole &= !summary.HasCriticalValidationErrors;
            foreach (var report in summary.Reports)
            {
                if (MicroResult.Of(report) is { } result)
                    results.Add(result);
                else
                    isWhole = false;
            }
        }

        return new MicroReport(results.ToImmutable(), isWhole);
    }
}
