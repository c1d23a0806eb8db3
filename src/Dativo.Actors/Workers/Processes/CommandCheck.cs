using System.Collections.Immutable;

namespace Dativo.Actors.Workers.Processes;

/// <summary>Refuses what no operating system could start.</summary>
internal static class CommandCheck
{
    /// <summary>The least a log must be allowed to keep, in bytes.</summary>
    internal const long LeastLogLimit = 4096;

    /// <summary>Checks command, environment and bounds.</summary>
    /// <exception cref="ProcessStartException">Something is wrong with them.</exception>
    internal static void Check(ImmutableArray<string> command, ProcessSpec spec)
    {
        if (command.IsDefaultOrEmpty || command[0].Length == 0) throw Bad("the command is empty; its first item must be a program");
        for (var i = 0; i < command.Length; i++)
        {
            if (command[i].Contains('\0')) throw Bad($"item {i + 1} of the command contains a NUL character, which no program can be given");
        }

        foreach (var (name, value) in spec.Environment)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0')) throw Bad($"'{name.Replace('\0', '?')}' cannot be the name of an environment variable");
            if (value.Contains('\0')) throw Bad($"the value of the environment variable {name} contains a NUL character");
        }

        if (!Path.IsPathFullyQualified(spec.WorkingDirectory))
        {
            throw new ProcessStartException(ProcessStartFailure.BadWorkingDirectory, $"the working directory '{spec.WorkingDirectory}' is not an absolute path");
        }

        if (!Directory.Exists(spec.WorkingDirectory))
        {
            throw new ProcessStartException(ProcessStartFailure.BadWorkingDirectory, $"the working directory '{spec.WorkingDirectory}' does not exist");
        }

        if (spec.LogLimitBytes < LeastLogLimit) throw Bad($"the log's limit of {spec.LogLimitBytes} bytes is too small: {LeastLogLimit} is the least");
        if (spec.KillGrace < TimeSpan.Zero) throw Bad("the grace period is negative");
    }

    private static ProcessStartException Bad(string message) => new(ProcessStartFailure.BadArguments, message);
}
