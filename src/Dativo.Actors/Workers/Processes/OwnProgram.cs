using System.Collections.Immutable;
using System.Reflection;

namespace Dativo.Actors.Workers.Processes;

/// <summary>How this very program is started once more.</summary>
public static class OwnProgram
{
    /// <summary>The name that stands for this very program in first place of a job's command.</summary>
    public const string Name = "dativo";

    /// <summary>
    /// The program to start and the arguments it always needs: the executable alone, or <c>dotnet</c> and the path of the assembly when
    /// the program runs as <c>dotnet dativo.dll</c>.
    /// </summary>
    public static ImmutableArray<string> Command { get; } = Find();

    /// <summary>The command with <see cref="Name"/> in first place replaced by <paramref name="ownProgram"/>; any other command as it is.</summary>
    public static ImmutableArray<string> Resolve(ImmutableArray<string> command, ImmutableArray<string> ownProgram) =>
        command is [Name, ..] ? [.. ownProgram, .. command.AsSpan()[1..]] : command;

    private static ImmutableArray<string> Find()
    {
        var executable = Environment.ProcessPath ?? Environment.GetCommandLineArgs()[0];
        var isHost = Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return isHost && Assembly.GetEntryAssembly() is { Location: { Length: > 0 } assembly } ? [executable, assembly] : [executable];
    }
}
