using System.CommandLine;
using BenchmarkDotNet.Loggers;
using Dativo.Benchmarks.Harness;
using Dativo.Benchmarks.Micro;

namespace Dativo.Benchmarks;

/// <summary>The command that measures small parts of the product with BenchmarkDotNet.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json");
        var arguments = new Argument<string[]>("arguments") { Description = "After --: BenchmarkDotNet's own arguments, such as --filter '*Tenant*'; --help lists them." };
        var command = new Command("micro", "The calendar, the retry decision, the serializers, and the tenant's decisions, each by itself, with BenchmarkDotNet.") { output, arguments };
        command.SetAction(parsed => Run(parsed.GetValue(arguments) ?? [], parsed.GetValue(output) == "json"));
        return command;
    }

    /// <summary>Runs all of them, and says only how far they are.</summary>
    public static MicroReport RunAll(ProgressLine progress)
    {
        var artifacts = Directory.CreateTempSubdirectory("dativo-benchmark-").FullName;
        try
        {
            return MicroRun.Run([], new MicroLog(progress), artifacts);
        }
        finally
        {
            progress.Clear();
            Directory.Delete(artifacts, recursive: true);
        }
    }

    private static int Run(string[] arguments, bool json)
    {
        // Who gives it arguments wants to hear it, too.
        var report = arguments.Length == 0
            ? RunAll(new ProgressLine(Console.Error, !Console.IsErrorRedirected))
            : MicroRun.Run(arguments, new TextLogger(Console.Error), Path.Combine(Environment.CurrentDirectory, "BenchmarkDotNet.Artifacts"));
        if (report.Results.IsEmpty && report.IsWhole)
            return 0;
        var machine = Machine.Describe(postgres: null);
        Console.WriteLine(json ? ReportJson.Of(machine, [], report) : $"{machine}\n\n{report}");
        return report.IsWhole ? 0 : 1;
    }
}
