using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Dativo.Actors.Tests.Serialization;

/// <summary>
/// What released versions stored stays readable. A sample file is written once, with today's encoding, by running these
/// tests with DATIVO_WRITE_SAMPLES=1; files that exist are never written again. A test that fails here says that stored
/// data would be lost: change the code, not the file.
/// </summary>
public sealed class SampleTests
{
    public static TheoryData<string> FileNames() => [.. Samples.All.Select(sample => sample.FileName)];

    [Theory]
    [MemberData(nameof(FileNames))]
    public void What_was_stored_still_says_the_same(string fileName)
    {
        var sample = Samples.All.Single(candidate => candidate.FileName == fileName);
        var (serializer, row) = Serializers.Of(sample.Manifest);
        Assert.Equal(row.Type, sample.Message.GetType());
        if (Environment.GetEnvironmentVariable("DATIVO_WRITE_SAMPLES") == "1" && !File.Exists(Path.Combine(SampleFiles.Directory, fileName)))
            SampleFiles.Write(fileName, serializer.ToBinary(sample.Message));

        Assert.True(File.Exists(Path.Combine(SampleFiles.Directory, fileName)), $"No sample {fileName}: run this test once with DATIVO_WRITE_SAMPLES=1 and commit the file.");
        var read = serializer.FromBinary(SampleFiles.Read(fileName), sample.Manifest);
        Assert.Equal(Meaning.Of(sample.Message), Meaning.Of(read));
    }

    [Fact]
    public void Every_manifest_has_a_sample_and_every_file_is_one()
    {
        Assert.Equal(
            Serializers.Rows.Select(entry => entry.Row.Manifest).Order(StringComparer.Ordinal),
            Samples.All.Select(sample => sample.Manifest).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            Samples.All.Select(sample => sample.FileName).Order(StringComparer.Ordinal),
            Directory.GetFiles(SampleFiles.Directory).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Serializers.Manifests), MemberType = typeof(Serializers))]
    public void The_samples_of_a_manifest_set_every_field(string manifest)
    {
        var row = Serializers.Of(manifest).Row;
        var wanted = new SortedSet<string>(StringComparer.Ordinal);
        var set = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var sample in Samples.All.Where(sample => sample.Manifest == manifest))
        {
            var message = row.Parse(SampleFiles.Read(sample.FileName));
            AddFields(message.Descriptor, wanted);
            AddSetFields(message, set);
        }

        Assert.Empty(wanted.Except(set, StringComparer.Ordinal));
    }

    private static void AddFields(MessageDescriptor type, SortedSet<string> fields)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            fields.Add(field.FullName);
            if (field.FieldType == FieldType.Message)
                AddFields(field.MessageType, fields);
        }
    }

    private static void AddSetFields(IMessage message, SortedSet<string> set)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            switch (value)
            {
                case System.Collections.IDictionary entries when entries.Count > 0:
                    set.Add(field.FullName);
                    set.UnionWith(field.MessageType.Fields.InDeclarationOrder().Select(part => part.FullName));
                    foreach (var part in entries.Values.OfType<IMessage>())
                        AddSetFields(part, set);
                    break;
                case System.Collections.IList items when items.Count > 0:
                    set.Add(field.FullName);
                    foreach (var part in items.OfType<IMessage>())
                        AddSetFields(part, set);
                    break;
                case System.Collections.ICollection:
                    break;
                case IMessage part:
                    set.Add(field.FullName);
                    AddSetFields(part, set);
                    break;
                default:
                    if (value is not null && !IsDefault(value))
                        set.Add(field.FullName);
                    break;
            }
        }
    }

    private static bool IsDefault(object value) => value switch
    {
        string text => text.Length == 0,
        ByteString bytes => bytes.IsEmpty,
        _ => value.Equals(Activator.CreateInstance(value.GetType())),
    };
}
