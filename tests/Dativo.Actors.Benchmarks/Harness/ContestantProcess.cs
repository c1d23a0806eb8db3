using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Dativo.Benchmarks.Harness;

/// <summary>Runs a contestant in a process of its own, within its limit in time, and sees to it that nothing of it is left.</summary>
internal sealed class ContestantProcess(Scenario scenario, Contestant contestant, Database database, double scale, ProgressLine progress)
{
    private const int LastLines = 20;

    /// <summary>Does the work once.</summary>
    /// <exception cref="BenchmarkException">It failed, left a process behind, or took too long.</exception>
    public async Task<Sample> RunAsync(PostgresServer? postgres, CancellationToken cancellationToken)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("dativo-benchmark-").FullName;
        var mark = Guid.NewGuid().ToString("N");
        try
        {
            List<string> arguments = ["contestant", scenario.Name, contestant.Name, "--database", database.ToString(), "--directory", directory, "--scale", scale.ToString(CultureInfo.InvariantCulture)];
            var environment = new Dictionary<string, string> { [ContestantProgram.Mark] = mark };
            if (database == Database.Postgres)
            {
                environment[ContestantCommand.ConnectionVariable] = await postgres!.CreateDatabaseAsync($"benchmark_{mark}", cancellationToken);
                arguments.AddRange(["--postgres-pid", postgres.Pid.ToString(CultureInfo.InvariantCulture)]);
            }

            var sample = await RunAsync(arguments, environment, cancellationToken);
            if (KillLeftovers(mark) is { IsEmpty: false } left)
                throw new BenchmarkException($"it left {left.Length} processes behind");
            return sample;
        }
        finally
        {
            KillLeftovers(mark);
            if (database == Database.Postgres)
                await postgres!.DropDatabaseAsync($"benchmark_{mark}");
            System.IO.Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<Sample> RunAsync(List<string> arguments, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(contestant.Limit);
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        RuntimeMemory.GiveTo(start);
        using var process = Process.Start(start)!;
        var errors = new Queue<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                return;
            errors.Enqueue(line.Data);
            if (errors.Count > LastLines)
                errors.Dequeue();
        };
        process.BeginErrorReadLine();
        try
        {
            ContestantMessage? last = null;
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                last = JsonLine.Parse<ContestantMessage>(line) ?? last;
                if (last?.Progress is { } done)
                    progress.Say($"{scenario.Name} · {contestant.Name} · {DatabaseNames.Of(database)} · {done}");
            }

            await process.WaitForExitAsync(limit.Token);
            if (last?.Values is { } values)
                return new Sample(values.ToImmutableSortedDictionary());
            throw new BenchmarkException(last?.Error ?? $"its process ended with code {process.ExitCode}: {string.Join('\n', errors)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchmarkException(string.Create(CultureInfo.InvariantCulture, $"not done within {contestant.Limit.TotalSeconds:0} s"));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static ImmutableArray<int> KillLeftovers(string mark)
    {
        var left = ProcessTable.Marked(ContestantProgram.Mark, mark);
        foreach (var pid in left)
            ProcessEnd.Kill(pid);
        return left;
    }
}
