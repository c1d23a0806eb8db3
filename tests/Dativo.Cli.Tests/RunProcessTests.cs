using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Dativo.Cli.Tests;

/// <summary>Starts the real program's <c>run</c> and ends it in every way.</summary>
public sealed class RunProcessTests : IDisposable
{
    // So many that a job is still at it when a test has seen that it has begun.
    private const int Records = 2_400_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("dativo-run-").FullName;

    public RunProcessTests()
    {
        File.WriteAllText(Path.Combine(_directory, "asset.yaml"), "name: things\nschema:\n  - { name: id, type: integer, required: true }\n  - { name: name, type: string }\n");
        File.WriteAllText(
            Path.Combine(_directory, "job.yaml"),
            """
            tenant_id: acme
            source_connector: csv
            asset: things
            asset_path: asset.yaml
            source:
              files: [{ path: data.csv }]
            target:
              connection: { path: out }
            """);
    }

    private string Asset => Path.Combine(_directory, "out", "things");

    private string Staging => Path.Combine(Asset, ".dativo", "staging", "run1");

    private string[] Visible => Directory.Exists(Asset) ? Directory.GetFiles(Asset, "*.parquet", SearchOption.AllDirectories) : [];

    [Fact]
    public async Task A_job_runs_and_its_exit_code_is_the_programs()
    {
        Write(10);

        var (code, output, error) = await EndAsync(Start());

        Assert.Equal((0, ""), (code, error));
        Assert.Single(Visible);
        Assert.Equal("job_finished", EventTypes(output)[^1]);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "--config")]
    [InlineData("run", "--config", "job.yaml", "--mode", "cloud")]
    [InlineData("run", "--confg", "job.yaml")]
    public async Task A_wrong_command_line_is_a_failure_and_no_partial_success(params string[] arguments)
    {
        var (code, _, error) = await EndAsync(Start(arguments));

        Assert.Equal(2, code);
        Assert.NotEqual("", error);
    }

    [Fact]
    public async Task A_kill_at_any_moment_shows_no_part_of_the_output_and_the_next_attempt_makes_it_whole()
    {
        Write(Records);
        var random = new Random(11);
        for (var i = 0; i < 4; i++)
        {
            using var process = Start();
            if (i == 0)
                await StagedAsync(process);
            else
                await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(random.Next(100, 1500)));
            process.Kill();
            await process.WaitForExitAsync();

            // Everything is in one file: it is there as a whole or not at all.
            Assert.InRange(Visible.Length, 0, 1);
            foreach (var file in Visible)
                Assert.Equal("PAR1PAR1"u8.ToArray(), FirstAndLast(file));
        }

        var (code, output, _) = await EndAsync(Start());

        Assert.Equal(0, code);
        Assert.Single(Visible);
        Assert.False(Directory.Exists(Staging));
        Assert.Equal(Records, output.Single(e => e.GetProperty("event_type").GetString() == "job_finished").GetProperty("records_valid").GetInt32());
    }

    [SkippableFact]
    public async Task SIGTERM_ends_the_job_and_removes_what_it_staged()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGTERM");
        Write(Records);
        using var process = Start();
        var ended = EndAsync(process);
        await StagedAsync(process);
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();

        var (code, output, error) = await ended;

        Assert.Equal(2, code);
        Assert.StartsWith("Cancelled: ", error);
        Assert.Equal("job_error", EventTypes(output)[^1]);
        Assert.Empty(Visible);
        Assert.False(Directory.Exists(Staging));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static List<string?> EventTypes(IEnumerable<JsonElement> output) => [.. output.Select(e => e.GetProperty("event_type").GetString())];

    private static byte[] FirstAndLast(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return [.. bytes[..4], .. bytes[^4..]];
    }

    private static async Task<(int Code, List<JsonElement> Output, string Error)> EndAsync(Process process)
    {
        using (process)
        {
            try
            {
                var output = process.StandardOutput.ReadToEndAsync();
                var error = process.StandardError.ReadToEndAsync();
                await process.WaitForExitAsync();
                var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                return (process.ExitCode, [.. lines.Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement)], await error);
            }
            finally
            {
                process.Kill();
            }
        }
    }

    private Process Start(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "dativo.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments.Length > 0 ? arguments : ["run", "--config", "job.yaml", "--mode", "self_hosted"])
            start.ArgumentList.Add(argument);
        start.Environment["DATIVO_RUN_ID"] = "run1";
        return Process.Start(start)!;
    }

    private async Task StagedAsync(Process process)
    {
        while (!Directory.Exists(Staging) || Directory.GetFiles(Staging, "*.tmp").Length == 0)
        {
            Assert.False(process.HasExited, "the job ended before it staged anything");
            await Task.Delay(1);
        }
    }

    private void Write(int records)
    {
        using var file = new StreamWriter(Path.Combine(_directory, "data.csv"));
        file.WriteLine("id,name");
        for (var i = 0; i < records; i++)
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i},the name of the thing with the number {i} and some words more"));
    }
}
