using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dativo.Benchmarks.Harness;

namespace Dativo.Benchmarks.Micro;

/// <summary>What the micro-benchmarks measured.</summary>
/// <param name="Results">In their order.</param>
/// <param name="IsWhole">Whether none failed.</param>
internal sealed record MicroReport(ImmutableArray<MicroResult> Results, bool IsWhole)
{
    /// <summary>What they are called.</summary>
    public const string Title = "Parts of the product that are pure functions, one operation each.";

    /// <summary>Their table.</summary>
    public override string ToString()
    {
        List<string[]> rows = [["operation", "mean", "standard error", "bytes allocated"]];
        foreach (var result in Results)
        {
            var name = result.Parameters.Length == 0 ? result.Name : $"{result.Name}: {result.Parameters}";
            rows.Add([name, Time(result.Nanoseconds), Time(result.StandardError), result.Bytes.ToString("#,0", CultureInfo.InvariantCulture)]);
        }

        return new StringBuilder().AppendLine("## micro").AppendLine().AppendLine(Title).AppendLine().Append(TextTable.Of(rows)).ToString();
    }

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => $"{ReportText.Number(nanoseconds)} ns",
        < 1e6 => $"{ReportText.Number(nanoseconds / 1e3)} µs",
        _ => $"{ReportText.Number(nanoseconds / 1e6)} ms",
    };
}
