using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;
using Dativo.Actors.Configuration;
using Dativo.Actors.Configuration.Yaml;

namespace Dativo.Actors.Tests.Configuration;

/// <summary>The fast reader reads nothing differently from the general one.</summary>
public sealed class PlainYamlTests
{
    private const string Runner = """
        # The schedules of acme.
        runner:
          mode: orchestrated   # as ever
          orchestrator:
            type: dagster
            concurrency_per_tenant: 2
            executor:
              command: ["dativo", run, '{config}', -1, a b]
              environment: {}
            tenants:
              acme:
                concurrency: 1

            schedules:
            - name: one
              config: /app/jobs/acme/stripe.yaml
              cron: "0 9 * * 1-5"
              tags:
                team: data
                größe: über 5
              timezone:
            - name: two
              # with a comment
              description: it's a "b"?
              config: 'job.yaml'
              interval_seconds: -1
        """;

    private const string Job = """
        tenant_id: acme
        source_connector: csv
        source:
          files:
            - path: ../data/acme.csv
              delimiter: ";"
            - plain item
        retry_config:
          retryable_exit_codes: []
          retryable_error_patterns:
          - "a+b"
          - c#d e
        logging:
          level: INFO
        """;

    /// <summary>What plain documents are made of, and what is not plain.</summary>
    private static readonly string[] Pieces =
    [
        "\n", "\n", "\n", "  ", "    ", " ", "- ", "- ", "a: ", "b: ", "c:\n", "key: value\n", "- item\n", "- a: 1\n  b: 2\n", ": ", ":", "-", "?", "? ", "#", " #", " # x", "'", "\"", "''", "\"a\"", "'b'", "\"a\\n\"", "[", "]", "[]", "[a, b]", "[ 'a' , \"b\"]", ",", "{", "}", "{}", "&a ", "*a", "<<: ",
        "!!str ", "|", ">", "|\n  text\n", "%", "---\n", "...\n", "\t", "\r\n", "\r", "null", "~", "-1", "1.5", "über", "\u0085", "\u2028", "\uFEFF", "\U0001F600", "@", "`", "://", "x y", "\n\n", "0 9 * * *", "${X:-y}", "$", "\\",
    ];

    private static readonly Gen<string> Piece = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]);

    [Theory]
    [InlineData(Runner)]
    [InlineData(Job)]
    [InlineData("a: 1")]
    [InlineData("a:\r\n  b: c\r\n")]
    [InlineData("  a: 1\n  b:\n  - x\n")]
    public void Reads_plain_documents(string text)
    {
        Assert.NotNull(PlainYaml.Read(text));
        CompareBoth(text);
    }

    [Fact]
    public void Reads_the_examples()
    {
        var files = Directory.GetFiles(Examples(), "*.yaml", SearchOption.AllDirectories);
        foreach (var file in files)
            CompareBoth(File.ReadAllText(file));
        Assert.All(files.Where(file => file.Contains("jobs", StringComparison.Ordinal)), file => Assert.NotNull(PlainYaml.Read(File.ReadAllText(file))));
    }

    [Theory]
    [InlineData("a: 1\na: 2\n")]
    [InlineData("a: &x 1\nb: *x\n")]
    [InlineData("a: |\n  b\n")]
    [InlineData("a: b\n  c\n")]
    [InlineData("a:\tb\n")]
    [InlineData("a: \"b\\n\"\n")]
    [InlineData("- a\n")]
    [InlineData("a: 1\n---\nb: 2\n")]
    [InlineData("<<: 1\n")]
    [InlineData("")]
    public void Leaves_the_rest_to_the_general_reader(string text) => Assert.Null(PlainYaml.Read(text));

    [Fact]
    public void Leaves_deep_nesting_to_the_general_reader() =>
        Assert.Null(PlainYaml.Read(string.Concat(Enumerable.Range(0, 100).Select(level => $"{new string(' ', level)}a:\n"))));

    [Fact]
    public void Reads_maps_of_many_keys()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(key => $"key_{key}: {key}\n"));
        Assert.NotNull(PlainYaml.Read(text));
        CompareBoth(text);
        Assert.Null(PlainYaml.Read($"{text}key_500: again\n"));
    }

    [Fact]
    public void Reads_any_text_as_the_general_reader_does() => Piece.Array[0, 40].Select(string.Concat).Sample(CompareBoth, iter: 20_000, threads: 1);

    [Fact]
    public void Reads_any_mutation_of_a_document_as_the_general_reader_does() =>
        Gen.OneOf(Mutations(Runner), Mutations(Job)).Sample(CompareBoth, iter: 20_000, threads: 1);

    private static Gen<string> Mutations(string text) =>
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 6], Piece).Array[1, 3]
            .Select(changes => changes.Aggregate(text, (current, change) =>
            {
                var at = Math.Min(change.Item1, current.Length);
                return current[..at] + change.Item3 + current[Math.Min(current.Length, at + change.Item2)..];
            }));

    private static void CompareBoth(string text)
    {
        if (PlainYaml.Read(text) is not { } plain)
            return;
        var diagnostics = new DiagnosticBag("file");
        var general = YamlDocument.ReadGeneral(text, diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        Assert.NotNull(general);
        Assert.Equal(Describe(general), Describe(plain));
    }

    private static string Describe(YamlNode node)
    {
        var text = new StringBuilder();
        Describe(node, text, "");
        return text.ToString();
    }

    private static void Describe(YamlNode node, StringBuilder text, string indent)
    {
        text.Append(indent).Append(node.GetType().Name).Append(' ').Append(node.Line).Append(':').Append(node.Column).Append(" size ").Append(node.Size);
        switch (node)
        {
            case YamlScalar scalar:
                text.Append(scalar.IsQuoted ? " quoted " : " ").Append('[').Append(scalar.Value).Append("]\n");
                break;
            case YamlSequence sequence:
                text.Append('\n');
                foreach (var item in sequence.Items)
                    Describe(item, text, indent + "  ");
                break;
            case YamlMapping mapping:
                text.Append('\n');
                foreach (var entry in mapping.Entries)
                {
                    Describe(entry.Key, text, indent + "  ");
                    Describe(entry.Value, text, indent + "    ");
                }

                break;
        }
    }

    private static string Examples([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/examples"));
}
