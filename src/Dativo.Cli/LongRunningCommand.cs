using System.CommandLine;

namespace Dativo.Cli;

/// <summary>
/// A command that runs until it is told to stop, and then takes the time it needs: jobs are given theirs to end. Any other command is
/// cut off two seconds after a signal.
/// </summary>
internal sealed class LongRunningCommand(string name, string description) : Command(name, description);
