using System.Collections.Immutable;
using System.Globalization;

namespace Dativo.Cli.Cluster;

/// <summary>What is needed of an installed PostgreSQL, and as whom it runs.</summary>
internal static class PostgresPrograms
{
    private const string Packaged = "/usr/lib/postgresql";

    /// <summary>The directory with <c>initdb</c> and <c>postgres</c>: of the <c>PATH</c>, else the newest that Debian's packages installed; null without.</summary>
    public static string? FindDirectory()
    {
        if (OperatingSystem.IsWindows())
            return null;
        var packaged = Directory.Exists(Packaged)
            ? Directory.GetDirectories(Packaged)
                .OrderByDescending(static directory => int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(static directory => Path.Combine(directory, "bin"))
            : [];
        return SearchPath().Concat(packaged).FirstOrDefault(static directory =>
            File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "postgres")));
    }

    /// <summary>A program of the <c>PATH</c>; null when there is none of that name.</summary>
    public static string? Find(string name) => SearchPath().Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    /// <summary>The account for the server where this process is root, as which PostgreSQL refuses to run: its own, else nobody's.</summary>
    public static (string Name, string UserId, string GroupId)? FindAccount()
    {
        var accounts = File.ReadLines("/etc/passwd").Select(static line => line.Split(':')).Where(static fields => fields.Length > 3).ToLookup(static fields => fields[0]);
        return ImmutableArray.Create("postgres", "nobody")
            .SelectMany(name => accounts[name])
            .Select(static fields => ((string, string, string)?)(fields[0], fields[2], fields[3]))
            .FirstOrDefault();
    }

    private static string[] SearchPath() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
