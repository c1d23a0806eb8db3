using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dativo.Cli.Output;

namespace Dativo.Cli.Client;

/// <summary>One client command under way: the node it asks and where it prints.</summary>
internal sealed record ClientSession
{
    public required ApiClient Api { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required CliHost Host { get; init; }

    /// <summary>Whether to print the API's JSON.</summary>
    public required bool Json { get; init; }

    public Paint Paint => new(Host.Colours);

    public DateTimeOffset Now => Host.Clock.GetUtcNow();

    /// <summary>Prints an answer: its JSON as it came, or what <paramref name="forPeople"/> makes of it.</summary>
    public void Print<T>(string json, JsonTypeInfo<T> type, Func<T, string> forPeople)
    {
        if (Json)
            Out.WriteLine(json);
        else
            Out.Write(forPeople(Read(json, type)));
        Out.Flush();
    }

    public static T Read<T>(string json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new ClientFailure(ExitCodes.NoServer, "the node's answer cannot be read; the node and this program are of different versions");
        }
    }
}
