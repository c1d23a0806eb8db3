using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dativo.Benchmarks.Harness;

/// <summary>The lines that a process which this program starts writes for it.</summary>
internal static class JsonLine
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };
    private static readonly Lock Output = new();

    /// <summary>Takes this process's stdout for lines, which come one after another from any thread; what libraries print goes to stderr.</summary>
    public static Action<T> Writer<T>()
    {
        var stdout = Console.Out;
        Console.SetOut(Console.Error);
        return line =>
        {
            lock (Output)
            {
                stdout.WriteLine(JsonSerializer.Serialize(line, Format));
                stdout.Flush();
            }
        };
    }

    /// <summary>Reads a line; null when it is none.</summary>
    public static T? Parse<T>(string line) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
