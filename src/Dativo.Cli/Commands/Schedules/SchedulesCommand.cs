using System.CommandLine;
using Dativo.Cli.Client;

namespace Dativo.Cli.Commands.Schedules;

/// <summary><c>dativo schedules</c>.</summary>
internal static class SchedulesCommand
{
    public static Command Create() => Create(CliHost.OfProcess);

    public static Command Create(Func<CliHost> host)
    {
        var options = new ClientOptions();
        var command = new Command("schedules", "Schedules: what is due when; trigger, pause and resume.")
        {
            SchedulesListCommand.Create(options, host),
            SchedulesShowCommand.Create(options, host),
            SchedulesTriggerCommand.Create(options, host),
            SchedulesPauseCommand.Create(options, host),
            SchedulesResumeCommand.Create(options, host),
        };
        options.AddTo(command);
        return command;
    }

    /// <summary>The argument of the commands about one schedule.</summary>
    public static Argument<string> Name() => new("NAME") { Description = "The schedule's name." };

    /// <summary>The address of a schedule, or of a command to it.</summary>
    public static string Address(string name, string command = "") => $"api/v1/schedules/{Uri.EscapeDataString(name)}{command}";
}
