using System.Diagnostics;

namespace Dativo.Actors.Tests.Hosting.Tls;

/// <summary>Certificates that the script makes for a test.</summary>
internal sealed class MadeCertificates : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dativo-tls-");

    /// <summary>Where they are.</summary>
    public string Folder => _directory.FullName;

    /// <summary>The authority's certificate.</summary>
    public string Authority => File("authority.pem");

    public string File(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Skips the test where the script cannot run; fails it there with DATIVO_TEST_REQUIRE_ALL=1.</summary>
    public static void SkipUnlessPossible()
    {
        const string missing = "the script that makes certificates needs bash and openssl, which are not both in the PATH";
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var possible = !OperatingSystem.IsWindows() && new[] { "bash", "openssl" }.All(program => path.Any(directory => System.IO.File.Exists(Path.Combine(directory, program))));
        if (!possible && Environment.GetEnvironmentVariable("DATIVO_TEST_REQUIRE_ALL") == "1")
            Assert.Fail($"{missing}, and DATIVO_TEST_REQUIRE_ALL=1 asks for every test.");
        Skip.IfNot(possible, missing);
    }

    /// <summary>Makes certificates for the nodes, with the arguments of the script before them.</summary>
    public async Task MakeAsync(string? password, params string[] arguments)
    {
        var (exitCode, error) = await RunAsync(password, [.. arguments.TakeWhile(a => a.StartsWith('-')), Folder, .. arguments.SkipWhile(a => a.StartsWith('-'))]);
        Assert.True(exitCode == 0, error);
    }

    /// <summary>Runs the script as it is.</summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(string? password, params string[] arguments)
    {
        var start = new ProcessStartInfo(Script(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DATIVO_TLS_PASSWORD"] = password ?? "";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Script()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var script = Path.Combine(directory.FullName, "cluster-config", "tls", "make-certificates");
            if (System.IO.File.Exists(script))
                return script;
        }

        throw new FileNotFoundException("cluster-config/tls/make-certificates is not above the tests");
    }
}
