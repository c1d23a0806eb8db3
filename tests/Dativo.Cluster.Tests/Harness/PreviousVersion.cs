using System.Diagnostics;

namespace Dativo.EndToEnd.Cluster;

/// <summary>
/// The program as it was one commit before, built once per commit into the temporary folder; this very program where nothing of it has
/// changed since.
/// </summary>
/// <param name="Commit">The commit's whole hash.</param>
/// <param name="Program">The built <c>dativo.dll</c>.</param>
public sealed record PreviousVersion(string Commit, string Program)
{
    /// <summary>Names the commit instead of the first parent of the current one.</summary>
    public const string Variable = "DATIVO_PREVIOUS_COMMIT";

    private const string Built = "built";

    // What the program is made of.
    private static readonly string[] Sources = ["src", "Directory.Build.props", "Directory.Packages.props"];

    /// <summary>Finds the commit; without one, why there is none, and whether that is because it has no cluster.</summary>
    public static async Task<(string? Commit, string? Missing)> FindAsync()
    {
        if (Repository() is not { } repository)
            return (null, "the tests do not run inside a git repository");
        var asked = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : "HEAD~1";
        try
        {
            var (found, commit, error) = await RunAsync(repository, "git", "rev-parse", "--verify", "--quiet", $"{asked}^{{commit}}");
            if (!found)
                return (null, $"git knows no commit {asked} here{(error.Length > 0 ? $": {error}" : " (a shallow clone?)")}");
            var (supports, _, _) = await RunAsync(repository, "git", "grep", "--quiet", "node_lease", commit, "--", "src");
            return supports ? (commit, null) : (null, $"the commit {asked} knows no clusters yet");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "git is not installed");
        }
    }

    /// <summary>Builds the program of a commit, unless an earlier test has.</summary>
    /// <exception cref="InvalidOperationException">It does not build.</exception>
    public static async Task<PreviousVersion> BuildAsync(string commit, Action<string> say)
    {
        if (await IsThisAsync(commit))
        {
            say($"nothing has changed since {commit[..12]}: both programs are the same");
            return new PreviousVersion(commit, DativoProgram.File);
        }

        var output = Path.Combine(Path.GetTempPath(), $"dativo-previous-{commit[..12]}");
        Directory.CreateDirectory(output);
        await using var alone = await LockAsync(Path.Combine(output, "lock"));
        var program = Path.Combine(output, "program");
        if (!File.Exists(Path.Combine(output, Built)))
        {
            say($"building {commit[..12]} to {program}");
            var sources = Path.Combine(output, "sources");
            var repository = Repository()!;
            try
            {
                await RequireAsync(repository, "git", "worktree", "add", "--detach", "--force", sources, commit);
                // It was checked when it was committed: only the program is wanted.
                await RequireAsync(
                    sources,
                    "dotnet", "build", "src/Dativo.Cli", "--output", program, "--verbosity", "quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false");
                await File.WriteAllTextAsync(Path.Combine(output, Built), "");
            }
            finally
            {
                await RunAsync(repository, "git", "worktree", "remove", "--force", sources);
            }
        }

        return new PreviousVersion(commit, Path.Combine(program, "dativo.dll"));
    }

    private static async Task<bool> IsThisAsync(string commit)
    {
        var repository = Repository()!;
        var (same, _, _) = await RunAsync(repository, ["git", "diff", "--quiet", commit, "--", .. Sources]);
        var (known, added, _) = await RunAsync(repository, ["git", "ls-files", "--others", "--exclude-standard", "--", .. Sources]);
        return same && known && added.Length == 0;
    }

    private static string? Repository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            // A worktree has a file of that name.
            if (Path.Exists(Path.Combine(directory.FullName, ".git")))
                return directory.FullName;
        }

        return null;
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    private static async Task RequireAsync(string directory, params string[] command)
    {
        var (done, output, error) = await RunAsync(directory, command);
        if (!done)
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {output}{error}");
    }

    private static async Task<(bool Done, string Output, string Error)> RunAsync(string directory, params string[] command)
    {
        var info = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };

        // What runs the tests tells the build tools of another build.
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
            info.Environment.Remove(name);
        using var process = Process.Start(info)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(10));
            return (process.ExitCode == 0, (await output).Trim(), (await error).Trim());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
