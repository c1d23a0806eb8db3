namespace Dativo.Benchmarks.Harness;

/// <summary>The process of one contestant: does the work once and says on stdout what came of it.</summary>
internal static class ContestantProgram
{
    /// <summary>The environment variable that marks it and all that it starts.</summary>
    public const string Mark = "DATIVO_BENCHMARK";

    /// <summary>Runs to the end of the work, or to the end of the program that started this one.</summary>
    public static async Task<int> RunAsync(Contestant contestant, Func<Action<string>, Arena> arena)
    {
        RuntimeMemory.KeepToItself();
        _ = EndWithParentAsync();

        var say = JsonLine.Writer<ContestantMessage>();
        try
        {
            var sample = await contestant.RunAsync(arena(what => say(new ContestantMessage { Progress = what })));
            say(new ContestantMessage { Values = new SortedDictionary<string, double>(sample.Values) });
            return 0;
        }
        catch (BenchmarkException exception)
        {
            say(new ContestantMessage { Error = exception.Message });
        }
        catch (Exception exception)
        {
            say(new ContestantMessage { Error = exception.ToString() });
        }

        return 1;
    }

    private static async Task EndWithParentAsync()
    {
        var input = Console.OpenStandardInput();
        while (await input.ReadAsync(new byte[64]) > 0)
        {
        }

        // It ended, and nobody is left to listen: neither may what this one has started stay.
        foreach (var pid in ProcessTable.Marked(Mark, Environment.GetEnvironmentVariable(Mark) ?? ""))
            ProcessEnd.Kill(pid);
        Environment.Exit(1);
    }
}
