namespace Dativo.Actors.Tests.Serialization;

/// <summary>The stored samples: the bytes in hexadecimal digits, in the source tree.</summary>
internal static class SampleFiles
{
    private const int DigitsPerLine = 96;

    public static string Directory { get; } = Path.Combine(ProjectDirectory(), "Serialization", "Samples");

    public static byte[] Read(string fileName) =>
        Convert.FromHexString(string.Concat(File.ReadLines(Path.Combine(Directory, fileName)).Select(line => line.Trim())));

    public static void Write(string fileName, byte[] bytes)
    {
        System.IO.Directory.CreateDirectory(Directory);
        var lines = Convert.ToHexStringLower(bytes).Chunk(DigitsPerLine).Select(line => new string(line) + "\n");
        File.WriteAllText(Path.Combine(Directory, fileName), string.Concat(lines));
    }

    private static string ProjectDirectory()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Dativo.Actors.Tests.csproj")))
                return directory.FullName;
        }

        throw new DirectoryNotFoundException($"No Dativo.Actors.Tests.csproj above {AppContext.BaseDirectory}: the stored samples are read from the source tree.");
    }
}
