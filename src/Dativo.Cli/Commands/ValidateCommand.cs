using System.Collections.Immutable;
using System.CommandLine;
using Dativo.Actors.Configuration;
using Dativo.Cli.Validation;

namespace Dativo.Cli.Commands;

/// <summary><c>dativo validate FILE...</c>: says what is wrong in configuration files, or what they schedule.</summary>
internal static class ValidateCommand
{
    /// <summary>The command.</summary>
    /// <param name="clock">Says from when the next fires count.</param>
    public static Command Create(TimeProvider clock)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Runner files (runner.yaml) or job files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var pathMaps = new Option<string[]>("--path-map")
        {
            Description = "Where an absolute directory named in the files is on this machine, such as /app=. (may be repeated).",
            HelpName = "FROM=DIR",
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "table for people, json for machines.",
            DefaultValueFactory = static _ => "table",
        };
        output.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: not ("table" or "json") } token])
                result.AddError($"--output: '{token.Value}' is no format (expected table or json).");
        });

        // An option that does not exist would be taken for one more file.
        files.Validators.Add(static result =>
        {
            if (result.Tokens.FirstOrDefault(static token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } token)
                result.AddError($"'{token.Value}' is no option (a file of that name: ./{token.Value}).");
        });
        var command = new Command("validate", "Checks runner files and job files, and shows when their schedules fire next.") { files, pathMaps, output };
        command.SetAction(result =>
        {
            if (ReadPathMaps(result.GetValue(pathMaps) ?? [], result.InvocationConfiguration.Error) is not { } maps)
                return ExitCodes.Usage;
            var options = new ConfigurationOptions { PathMaps = maps, Clock = clock };
            var now = clock.GetUtcNow();
            var reports = result.GetRequiredValue(files).Select(file => FileReport.Of(file, options, now)).ToList();
            var writer = result.InvocationConfiguration.Output;
            if (result.GetValue(output) == "json")
                JsonReport.Write(reports, writer);
            else
                TableReport.Write(reports, writer);
            return reports.TrueForAll(static report => report.IsValid) ? ExitCodes.Ok : ExitCodes.Usage;
        });
        return command;
    }

    private static ImmutableArray<PathMap>? ReadPathMaps(string[] texts, TextWriter errors)
    {
        var maps = ImmutableArray.CreateBuilder<PathMap>();
        foreach (var text in texts)
        {
            if (PathMap.TryParse(text, out var map, out var error))
                maps.Add(map);
            else
                errors.WriteLine($"dativo validate: --path-map: {error}");
        }

        return maps.Count == texts.Length ? maps.ToImmutable() : null;
    }
}
