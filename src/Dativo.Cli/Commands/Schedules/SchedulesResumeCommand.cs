using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Schedules;

/// <summary><c>dativo schedules resume NAME</c>.</summary>
internal static class SchedulesResumeCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var name = SchedulesCommand.Name();
        return new Command("resume", "Resumes a paused schedule; its catchup decides about what it missed.") { name }
            .WithClientAction(options, host, async (session, result, cancellationToken) =>
            {
                var json = await session.Api.PostAsync(SchedulesCommand.Address(result.GetValue(name)!, "/resume"), null, cancellationToken);
                session.Print(json, ApiJson.Default.ScheduleRow, schedule => Said(schedule, session.Now));
                return ExitCodes.Ok;
            });
    }

    private static string Said(ScheduleRow schedule, DateTimeOffset now)
    {
        var next = schedule.NextAt is { } at ? $"; it is due next at {TimeText.Full(at, now)}" : string.Empty;
        return $"schedule {schedule.Name} is {schedule.State}{next}{Environment.NewLine}";
    }
}
