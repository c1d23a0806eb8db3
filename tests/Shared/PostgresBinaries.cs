namespace Dativo.Testing;

/// <summary>Where this machine has PostgreSQL's programs.</summary>
public static class PostgresBinaries
{
    /// <summary>Why tests that need the server do not run.</summary>
    public const string Missing = "PostgreSQL's initdb and postgres are neither in the PATH nor under /usr/lib/postgresql";

    /// <summary>The directory with <c>initdb</c> and <c>postgres</c>; null where they are not installed.</summary>
    public static string? Directory { get; } = WhereAre("initdb", "postgres");

    /// <summary>The first directory, of the PATH and then of Debian's packages, that has all of these programs; null: none has.</summary>
    public static string? WhereAre(params string[] programs)
    {
        if (OperatingSystem.IsWindows())
            return null;
        const string packages = "/usr/lib/postgresql";
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var packaged = System.IO.Directory.Exists(packages)
            ? System.IO.Directory.GetDirectories(packages).OrderDescending(StringComparer.Ordinal).Select(directory => Path.Combine(directory, "bin"))
            : [];
        return path.Concat(packaged).FirstOrDefault(directory => programs.All(program => File.Exists(Path.Combine(directory, program))));
    }
}
